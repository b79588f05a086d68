using System.CommandLine;
using OmniAvatar.Silos.Hosting.CommandLine;

namespace OmniAvatar.Silos.Hosting.Configuration;

/// <summary>How the cluster's database is reached.</summary>
public sealed record DatabaseSettings
{
    /// <summary>Connection string of PostgreSQL.</summary>
    public required Secret Postgres { get; init; }

    /// <summary>Most connections that the process holds at a time, at least 1.</summary>
    public required int Connections { get; init; }

    /// <summary>How long a start waits for the database.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>Where log lines go, and which.</summary>
    public required LogFormat Log { get; init; }
}

/// <summary>Options of every process that uses the cluster's database. Secrets only come from the
/// environment.</summary>
/// <param name="connections">The default for the most connections.</param>
public sealed class DatabaseOptionSet(int connections = DatabaseOptionSet.OfCommands)
{
    /// <summary>The variable with PostgreSQL's connection string.</summary>
    public const string PostgresVariable = "OMNIAVATAR_POSTGRES";

    /// <summary>Connections of a gateway: membership, reminders, grain state and records at once.</summary>
    public const int OfGateways = 12;

    /// <summary>Connections of a renderer: membership, reminders, and the cards of its models at the start.</summary>
    public const int OfRenderers = 5;

    /// <summary>Connections of a short command.</summary>
    public const int OfCommands = 2;

    private const int MostConnections = 500;

    private readonly Option<int> _connections = Setting.Whole(
        "--connections",
        "Most connections to PostgreSQL that this process holds at a time",
        connections,
        1,
        MostConnections
    );

    private readonly Option<TimeSpan> _patience = Setting.Seconds(
        "--patience",
        "How long the process waits at its start for the database and the store",
        60
    );
    private readonly Option<LogFormat> _log = Setting.OneOf(
        "--log",
        "Form of log lines on standard output",
        LogFormat.Json
    );

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_connections, _patience, _log])
            command.Options.Add(option);
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="WrongUseException">The connection string is missing.</exception>
    public DatabaseSettings Read(ParseResult parsed) =>
        new()
        {
            Postgres =
                Secret.FromEnvironment(PostgresVariable)
                ?? throw new WrongUseException(
                    $"Set {PostgresVariable} to the connection string of the cluster's PostgreSQL "
                        + "(Host=…;Database=…;Username=…;Password=…)."
                ),
            Connections = parsed.GetValue(_connections),
            Patience = parsed.GetValue(_patience),
            Log = parsed.GetValue(_log),
        };
}
