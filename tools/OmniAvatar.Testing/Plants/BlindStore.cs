using System.Runtime.CompilerServices;
using OmniAvatar.Artifacts;

namespace OmniAvatar.Testing.Plants;

/// <summary>The fault of skipping an existence check: the next results that are looked for are not seen.</summary>
public sealed class BlindStore(IArtifactStore inner) : RelayedStore(inner)
{
    private readonly AsyncLocal<StrongBox<int>?> _unseen = new();

    /// <summary>How many results in a row are not seen; holds for the call in which it was set, and for what that
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
