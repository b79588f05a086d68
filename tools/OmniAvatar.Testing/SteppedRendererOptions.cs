using OmniAvatar.Identity;
using OmniAvatar.Rendering;

namespace OmniAvatar.Testing;

/// <summary>How a <see cref="SteppedRenderer"/> passes its time.</summary>
public sealed record SteppedRendererOptions
{
    /// <summary>Its checkpoints move between renderers of one class only.</summary>
    public NumericClass NumericClass { get; init; } = new("device=stepped");

    /// <summary>Identities of the models that it pretends to have.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["model"];

    /// <summary>Device memory that it pretends to have, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>How long one step takes. Default 0.</summary>
    public TimeSpan StepTime { get; init; }

    /// <summary>How long another model takes to load. Default 0.</summary>
    public TimeSpan LoadTime { get; init; }

    /// <summary>Size of each part in bytes. Default 1024.</summary>
    public int PartBytes { get; init; } = 1024;

    /// <summary>Called on the work's thread before each step (from 0): where a test holds the work up or lets it
    /// fail.</summary>
    public Action<WorkId, int, CancellationToken> BeforeStep { get; init; } = (_, _, _) => { };
}
