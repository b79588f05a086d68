using OmniAvatar.Artifacts;

namespace OmniAvatar.Grains.Tests.Cluster;

/// <summary>A store of which a test can make any listing fail, as a mistake in the program would.</summary>
internal sealed class FaultyStore(IArtifactStore inner) : IArtifactStore
{
    /// <summary>Called before each listing; may throw.</summary>
    public Action<ArtifactName> OnList { get; set; } = _ => { };

    public IAsyncEnumerable<ArtifactName> ListAsync(ArtifactName prefix, CancellationToken cancellation)
    {
        OnList(prefix);
        return inner.ListAsync(prefix, cancellation);
    }

    public Task<ArtifactPart> PutFileAsync(
        string role,
        ArtifactName name,
        string localPath,
        CancellationToken cancellation
    ) => inner.PutFileAsync(role, name, localPath, cancellation);

    public Task<bool> CreateAsync(ArtifactName name, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        inner.CreateAsync(name, content, cancellation);

    public Task<byte[]?> ReadAsync(ArtifactName name, CancellationToken cancellation) =>
        inner.ReadAsync(name, cancellation);

    public Task<string> FetchAsync(ArtifactName name, CancellationToken cancellation) =>
        inner.FetchAsync(name, cancellation);

    public Task<string> FetchAsync(ArtifactPart part, CancellationToken cancellation) =>
        inner.FetchAsync(part, cancellation);

    public IAsyncEnumerable<ArtifactName> ListLevelAsync(ArtifactName? prefix, CancellationToken cancellation) =>
        inner.ListLevelAsync(prefix, cancellation);

    public Task<long> MeasureAsync(ArtifactName prefix, CancellationToken cancellation) =>
        inner.MeasureAsync(prefix, cancellation);

    public Task DeleteAsync(ArtifactName prefix, CancellationToken cancellation) =>
        inner.DeleteAsync(prefix, cancellation);
}
