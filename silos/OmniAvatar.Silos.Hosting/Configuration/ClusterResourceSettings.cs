namespace OmniAvatar.Silos.Hosting.Configuration;

/// <summary>A cluster's database, store and local folder.</summary>
public sealed record ClusterResourceSettings
{
    /// <summary>How to reach PostgreSQL.</summary>
    public required DatabaseSettings Database { get; init; }

    /// <summary>How to reach the artifact store.</summary>
    public required StoreSettings Store { get; init; }

    /// <summary>Local folder for copies of artifacts and unfinished files; its contents may be lost.</summary>
    public required string Data { get; init; }

    /// <summary>How long the process waits at its start for the database and the store.</summary>
    public TimeSpan Patience => Database.Patience;

    /// <summary>Where log lines go, and which.</summary>
    public LogFormat Log => Database.Log;
}

/// <summary>The artifact store: exactly one of account and folder is set.</summary>
/// <param name="Blobs">Connection string of an Azure Storage account.</param>
/// <param name="Container">The account's container.</param>
/// <param name="Folder">A folder that all processes of the cluster see.</param>
public sealed record StoreSettings(Secret? Blobs, string Container, string? Folder);
