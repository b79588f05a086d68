namespace OmniAvatar.Silos.Configuration;

/// <summary>Where a cluster keeps things.</summary>
public sealed record FoundationSettings
{
    /// <summary>Connection string of PostgreSQL.</summary>
    public required Secret Postgres { get; init; }

    public required StoreSettings Store { get; init; }

    /// <summary>Local folder for copies of artifacts and unfinished files; what is in it can be lost.</summary>
    public required string Data { get; init; }

    /// <summary>How long a start waits for the database and the store.</summary>
    public required TimeSpan Patience { get; init; }

    public required LogFormat Log { get; init; }
}

/// <summary>Where artifacts lie: exactly one of account and folder is set.</summary>
/// <param name="Blobs">Connection string of an Azure Storage account.</param>
/// <param name="Container">The account's container.</param>
/// <param name="Folder">A folder that all processes of the cluster see.</param>
public sealed record StoreSettings(Secret? Blobs, string Container, string? Folder);
