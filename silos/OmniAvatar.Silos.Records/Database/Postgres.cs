using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;
using OmniAvatar.Resilience;

namespace OmniAvatar.Silos.Records.Database;

/// <summary>Reaches the cluster's database.</summary>
public static partial class Postgres
{
    /// <summary>The provider name under which Orleans loads Npgsql.</summary>
    public const string Invariant = "Npgsql";

    private static readonly Backoff BetweenTries = Backoff.Steady(TimeSpan.FromSeconds(1));

    /// <summary>Connections to a database, none of them open yet.</summary>
    /// <param name="connectionString">How it is reached.</param>
    /// <param name="mostConnections"> Most connections at a time; a request for one more waits. Orleans reads the
    /// ranges of reminders all at once, and without a limit a few processes would need more than PostgreSQL's 100
    /// connections. </param>
    /// <exception cref="WrongUseException">The text is not a connection string.</exception>
    public static NpgsqlDataSource Open(string connectionString, int mostConnections)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString)
            {
                PersistSecurityInfo = false,
                // A lost connection is noticed at the next use, not minutes later.
                Timeout = 5,
                KeepAlive = 10,
            };
            builder.MaxPoolSize = Math.Min(builder.MaxPoolSize, mostConnections);
            builder.ApplicationName ??= "omniavatar";
            return NpgsqlDataSource.Create(builder);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The message never has the text, because it holds a password.
            throw new WrongUseException(
                "OMNIAVATAR_POSTGRES is not a valid connection string of PostgreSQL (expected "
                    + "Host=…;Database=…;Username=…;Password=…)."
            );
        }
    }

    /// <summary>Waits until the database answers.</summary>
    /// <exception cref="OutageException">It refuses, or does not answer in time.</exception>
    public static async Task WaitAsync(
        NpgsqlDataSource database,
        TimeSpan patience,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellation
    )
    {
        try
        {
            await new Retries(time, BetweenTries).UntilDoneAsync(
                () => TryAsync(database, cancellation),
                (failure, _) => LogWaiting(logger, failure.GetBaseException().Message),
                cancellation,
                (failure, since) => IsAway(failure) && since <= patience
            );
        }
        catch (PostgresException e) when (!e.IsTransient)
        {
            throw new OutageException($"PostgreSQL refused the connection ({e.MessageText}).", e);
        }
        catch (Exception e) when (IsAway(e))
        {
            cancellation.ThrowIfCancellationRequested();
            throw new OutageException(
                $"PostgreSQL did not answer within {patience.TotalSeconds:0} s ({e.GetBaseException().Message}).",
                e
            );
        }
    }

    private static async Task TryAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
    }

    private static bool IsAway(Exception e) =>
        e is (NpgsqlException or SocketException or TimeoutException) and not PostgresException { IsTransient: false };

    [LoggerMessage(LogLevel.Warning, "PostgreSQL does not answer yet ({Reason}); the process waits for it")]
    private static partial void LogWaiting(ILogger logger, string reason);
}
