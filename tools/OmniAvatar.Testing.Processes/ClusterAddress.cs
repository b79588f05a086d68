namespace OmniAvatar.Testing.Processes;

/// <summary>Settings of all processes of a cluster under test: database, store, and time limits for tests.</summary>
public sealed record ClusterAddress
{
    /// <summary>Connection string of PostgreSQL.</summary>
    public required string Postgres { get; init; }

    /// <summary>Connection string of the blob store, or null where <see cref="StoreFolder"/> is the store.</summary>
    public string? Blobs { get; init; }

    /// <summary>The store's folder, or null where <see cref="Blobs"/> is the store.</summary>
    public string? StoreFolder { get; init; }

    /// <summary>Opens the gateways' dashboard; null for no dashboard.</summary>
    public string? AdminKey { get; init; }

    /// <summary>An OpenTelemetry collector with short export intervals; null for none.</summary>
    public Uri? Collector { get; init; }

    /// <summary>The gateway's program.</summary>
    public string GatewayProgram { get; init; } = Executables.Gateway;

    /// <summary>The renderer's program.</summary>
    public string RendererProgram { get; init; } = Executables.Renderer;

    /// <summary>The id is new for every test, so that silos of two tests never meet.</summary>
    public string ClusterId { get; init; } = $"test-{Guid.NewGuid():N}";

    /// <summary>
    /// Whether its processes live for a minute or less. They then compile each method once: code that is compiled a
    /// second time, faster, would not pay for the compiling.
    /// </summary>
    public bool IsShortLived { get; init; }

    /// <summary>How long a slot may stay silent.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a probe between silos may take.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Probes missed in a row before a silo is suspected.</summary>
    public int MissedProbes { get; init; } = 3;

    /// <summary>Silos that must suspect one.</summary>
    public int DeathVotes { get; init; } = 1;

    /// <summary>How long the process may take to stop.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);
}
