using OmniAvatar.Artifacts;

namespace OmniAvatar.Testing.Plants;

/// <summary>The fault of skipping the existence check before a grant: while <see cref="IsBlind"/> is set, no result is seen.</summary>
public sealed class BlindStore(IArtifactStore inner) : RelayedStore(inner)
{
    private readonly AsyncLocal<bool> _isBlind = new();

    /// <summary>Holds for the call in which it was set, and for what that calls.</summary>
    public bool IsBlind
    {
        set => _isBlind.Value = value;
    }

    public override Task<byte[]?> ReadAsync(ArtifactName name, CancellationToken cancellation) =>
        _isBlind.Value && name.Value.EndsWith($"/{ResultManifest.FileName}", StringComparison.Ordinal)
            ? Task.FromResult<byte[]?>(null)
            : base.ReadAsync(name, cancellation);
}
