using OmniAvatar.Artifacts;

namespace OmniAvatar.Testing.Plants;

/// <summary>The fault of skipping the existence check at the commit: the last attempt makes the result.</summary>
public sealed class OverwritingStore(IArtifactStore inner) : RelayedStore(inner)
{
    public override async Task<bool> CreateAsync(
        ArtifactName name,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellation
    )
    {
        if (name.Value.EndsWith($"/{ResultManifest.FileName}", StringComparison.Ordinal))
            await DeleteAsync(name, cancellation);
        return await base.CreateAsync(name, content, cancellation);
    }
}
