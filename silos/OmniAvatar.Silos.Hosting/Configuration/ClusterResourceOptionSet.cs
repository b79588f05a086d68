using System.CommandLine;
using OmniAvatar.Files;
using OmniAvatar.Silos.Hosting.CommandLine;

namespace OmniAvatar.Silos.Hosting.Configuration;

/// <summary>Options for a cluster's database and store. Secrets only come from the environment.</summary>
/// <param name="connections">The default for the most connections to the database.</param>
public sealed class ClusterResourceOptionSet(int connections)
{
    /// <summary>The variable with the connection string of an Azure Storage account.</summary>
    public const string BlobsVariable = "OMNIAVATAR_BLOBS";

    private readonly DatabaseOptionSet _database = new(connections);
    private readonly Option<string?> _container = Setting.Text(
        "--container",
        "NAME",
        $"Container for artifacts in the account that {BlobsVariable} names",
        "omniavatar"
    );
    private readonly Option<string?> _store = Setting.Text(
        "--store",
        "DIR",
        $"Folder for artifacts that all processes see, instead of {BlobsVariable}"
    );
    private readonly Option<string?> _data = Setting.Text(
        "--data",
        "DIR",
        "Local folder for copies and unfinished files",
        DefaultData()
    );

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_container, _store, _data])
            command.Options.Add(option);
        _database.AddTo(command);
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="WrongUseException">A secret is missing, or there is not exactly one store.</exception>
    public ClusterResourceSettings Read(ParseResult parsed) =>
        new()
        {
            Database = _database.Read(parsed),
            Store = ReadStore(parsed),
            Data = Path.GetFullPath(
                parsed.GetValue(_data) is { Length: > 0 } data ? data : throw new WrongUseException(HomeFolder.Missing)
            ),
        };

    private StoreSettings ReadStore(ParseResult parsed)
    {
        var (blobs, folder) = (Secret.FromEnvironment(BlobsVariable), parsed.GetValue(_store));
        if (blobs is null == folder is null)
            throw new WrongUseException(
                $"Name the store of artifacts with either {BlobsVariable} (an Azure Storage connection string) or "
                    + "--store (a folder that all processes see)."
            );
        return new StoreSettings(blobs, parsed.GetValue(_container)!, folder is null ? null : Path.GetFullPath(folder));
    }

    private static string? DefaultData() =>
        HomeFolder.FindData() is { } data ? Path.Combine(data, "omniavatar", "cluster") : null;
}
