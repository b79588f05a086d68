using System.Runtime.CompilerServices;
using OmniAvatar.Artifacts;

namespace OmniAvatar.Testing.Plants;

/// <summary>The fault of skipping an existence check: the store hides the next results.</summary>
public sealed class BlindStore(IArtifactStore inner) : RelayedStore(inner)
{
    private readonly AsyncLocal<StrongBox<int>?> _unseen = new();

    /// <summary>How many results in a row are hidden; it applies to the call that sets it and to nested
    /// calls.</summary>
    public int Unseen
    {
        set => _unseen.Value = new StrongBox<int>(value);
    }

    public override Task<byte[]?> ReadAsync(ArtifactName name, CancellationToken cancellation) =>
        name.Value.EndsWith($"/{ResultManifest.FileName}", StringComparison.Ordinal)
        && _unseen.Value is { } left
        && Interlocked.Decrement(ref left.Value) >= 0
            ? Task.FromResult<byte[]?>(null)
            : base.ReadAsync(name, cancellation);
}
