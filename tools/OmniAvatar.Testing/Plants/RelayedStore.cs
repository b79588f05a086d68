using OmniAvatar.Artifacts;

namespace OmniAvatar.Testing.Plants;

/// <summary>A store in front of another, in which faults can be planted.</summary>
public abstract class RelayedStore(IArtifactStore inner) : IArtifactStore
{
    public virtual Task<ArtifactPart> PutFileAsync(
        string role,
        ArtifactName name,
        string localPath,
        CancellationToken cancellation
    ) => inner.PutFileAsync(role, name, localPath, cancellation);

    public Task CopyAsync(ArtifactName from, ArtifactName to, CancellationToken cancellation) =>
        inner.CopyAsync(from, to, cancellation);

    public virtual Task<bool> CreateAsync(
        ArtifactName name,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellation
    ) => inner.CreateAsync(name, content, cancellation);

    public virtual Task<byte[]?> ReadAsync(ArtifactName name, CancellationToken cancellation) =>
        inner.ReadAsync(name, cancellation);

    public Task<string> FetchAsync(ArtifactName name, CancellationToken cancellation) =>
        inner.FetchAsync(name, cancellation);

    public Task<string> FetchAsync(ArtifactPart part, CancellationToken cancellation) =>
        inner.FetchAsync(part, cancellation);

    public virtual IAsyncEnumerable<ArtifactName> ListAsync(ArtifactName prefix, CancellationToken cancellation) =>
        inner.ListAsync(prefix, cancellation);

    public IAsyncEnumerable<ArtifactName> ListLevelAsync(ArtifactName? prefix, CancellationToken cancellation) =>
        inner.ListLevelAsync(prefix, cancellation);

    public Task<long> MeasureAsync(ArtifactName prefix, CancellationToken cancellation) =>
        inner.MeasureAsync(prefix, cancellation);

    public virtual Task DeleteAsync(ArtifactName prefix, CancellationToken cancellation) =>
        inner.DeleteAsync(prefix, cancellation);
}
