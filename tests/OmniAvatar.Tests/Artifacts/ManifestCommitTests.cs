using System.Text;
using OmniAvatar.Artifacts;

namespace OmniAvatar.Tests.Artifacts;

/// <summary>What a document of the store may become when a disk lies.</summary>
public sealed class ManifestCommitTests
{
    private static readonly ArtifactName Name = ArtifactName.Parse("local/job/shots/0000/0000/result.json");

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("\0\0\0\0")]
    [InlineData("""{"attempt":1,"numericClass":"x","parts":null}""")]
    [InlineData("""{"attempt":1,"numericClass":"x","parts":[null]}""")]
    [InlineData("""{"attempt":"one","numericClass":"x","parts":[]}""")]
    [InlineData(
        """{"attempt":1,"numericClass":"x","parts":[{"role":"prefix","name":"../up","bytes":1,"sha256":"00"}]}"""
    )]
    public async Task Find_DamagedManifest_SaysWhichArtifact(string content)
    {
        var store = new OneDocument(Encoding.UTF8.GetBytes(content));
        var damaged = await Should.ThrowAsync<DamagedException>(() => ManifestCommit.FindAsync(store, Name, default));
        damaged.Artifact.ShouldBe(Name.Value);
    }

    [Fact]
    public void Read_DamagedPlan_IsDamagedAndNoBug() =>
        Should.Throw<DamagedException>(() =>
            ArtifactJson.Read("""{"shots":null}"""u8.ToArray(), ArtifactJson.Default.RenderPlan, Name)
        );

    private sealed class OneDocument(byte[] content) : IArtifactStore
    {
        public Task<byte[]?> ReadAsync(ArtifactName name, CancellationToken cancellation) =>
            Task.FromResult<byte[]?>(content);

        public Task<ArtifactPart> PutFileAsync(
            string role,
            ArtifactName name,
            string localPath,
            CancellationToken cancellation
        ) => throw new NotSupportedException();

        public Task CopyAsync(ArtifactName from, ArtifactName to, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<bool> CreateAsync(
            ArtifactName name,
            ReadOnlyMemory<byte> content,
            CancellationToken cancellation
        ) => throw new NotSupportedException();

        public Task<string> FetchAsync(ArtifactName name, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<ArtifactName> ListAsync(ArtifactName prefix, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<ArtifactName> ListLevelAsync(ArtifactName? prefix, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<long> MeasureAsync(ArtifactName prefix, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task DeleteAsync(ArtifactName prefix, CancellationToken cancellation) =>
            throw new NotSupportedException();
    }
}
