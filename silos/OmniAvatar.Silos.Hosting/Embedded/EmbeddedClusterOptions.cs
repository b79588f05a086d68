using Microsoft.Extensions.Logging;
using OmniAvatar.Artifacts;

namespace OmniAvatar.Silos.Hosting.Embedded;

/// <summary>A whole cluster in one process, for one person on one machine.</summary>
public sealed record EmbeddedClusterOptions
{
    /// <summary>The SQLite file with grain state, one per job, so that renders side by side never wait for each other's
    /// locks. Created if absent.</summary>
    public required string StateFile { get; init; }

    /// <summary>Where requests, parts and results lie.</summary>
    public required IArtifactStore Store { get; init; }

    /// <summary>Adds the grains: <c>silo => silo.AddJobControl(…).AddRenderSlot(…)</c>.</summary>
    public required Action<ISiloBuilder> Grains { get; init; }

    /// <summary>Where logs go; nowhere by default.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>Picks the silo's port on loopback; by default one that is free at that moment. Asked again should it be
    /// taken before the silo has it.</summary>
    public Func<int> Port { get; init; } = FreePort.Pick;

    /// <summary>How long the process may take to stop: the slot gives its work back, the grains write their state.
    /// Default 30 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
