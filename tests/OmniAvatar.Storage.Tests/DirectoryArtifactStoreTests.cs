using System.Security.Cryptography;
using System.Text;
using OmniAvatar.Artifacts;

namespace OmniAvatar.Storage.Tests;

public sealed class DirectoryArtifactStoreTests : IDisposable
{
    private static readonly ArtifactName Name = ArtifactName.Parse("local/job/shots/0000/0001/result.json");
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("{}");

    private readonly ScratchFolder _scratch = new();
    private readonly DirectoryArtifactStore _store;

    public DirectoryArtifactStoreTests() => _store = new DirectoryArtifactStore(Root);

    private string Root => _scratch.Combine("store");

    public void Dispose()
    {
        _store.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task PutFileAsync_LocalFile_IsMovedAndMeasured()
    {
        var local = _scratch.Write("fragment.mp4", [1, 2, 3]);

        var part = await _store.PutFileAsync(PartRoles.Fragment, Name, local, default);

        part.ShouldBe(
            new ArtifactPart(PartRoles.Fragment, Name.Value, 3, Convert.ToHexStringLower(SHA256.HashData([1, 2, 3])))
        );
        File.Exists(local).ShouldBeFalse();
        (await File.ReadAllBytesAsync(await _store.FetchAsync(Name, default))).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task PutFileAsync_FromAnotherFileSystem_IsCopiedWhole()
    {
        if (!Directory.Exists("/dev/shm"))
            return;
        var local = Path.Combine("/dev/shm", Guid.NewGuid().ToString("n"));
        await File.WriteAllBytesAsync(local, [4, 5]);

        await _store.PutFileAsync(PartRoles.Video, Name, local, default);

        File.Exists(local).ShouldBeFalse();
        (await _store.ReadAsync(Name, default)).ShouldBe([4, 5]);
        Unfinished().ShouldBeEmpty();
    }

    [Fact]
    public async Task CopyAsync_Artifact_StaysWhenTheFirstIsDeleted()
    {
        var copy = ArtifactName.Parse("local/other/shots/0000/0001/a1/fragment.mp4");
        var part = await _store.PutFileAsync(PartRoles.Fragment, Name, _scratch.Write("a", [1, 2, 3]), default);

        await _store.CopyAsync(Name, copy, default);
        await _store.DeleteAsync(Name, default);

        var path = await _store.FetchAsync(part with { Name = copy.Value }, default);
        (await File.ReadAllBytesAsync(path)).ShouldBe([1, 2, 3]);
        Unfinished().ShouldBeEmpty();
    }

    [Fact]
    public async Task CopyAsync_Missing_SaysWhichAndLeavesNothing()
    {
        var copy = ArtifactName.Parse("local/other/fragment.mp4");

        var e = await Should.ThrowAsync<DamagedException>(() => _store.CopyAsync(Name, copy, default));

        e.Artifact.ShouldBe(Name.Value);
        (await _store.ReadAsync(copy, default)).ShouldBeNull();
    }

    [Fact]
    public async Task PutFileAsync_SameNameAgain_Replaces()
    {
        await _store.PutFileAsync(PartRoles.Video, Name, _scratch.Write("a", [1]), default);
        await _store.PutFileAsync(PartRoles.Video, Name, _scratch.Write("b", [2, 2]), default);

        (await _store.ReadAsync(Name, default)).ShouldBe([2, 2]);
    }

    [Fact]
    public async Task CreateAsync_NameTaken_KeepsTheFirstContent()
    {
        (await _store.CreateAsync(Name, Content, default)).ShouldBeTrue();
        (await _store.CreateAsync(Name, new byte[] { 9 }, default)).ShouldBeFalse();

        (await _store.ReadAsync(Name, default)).ShouldBe(Content);
        Unfinished().ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadAsync_Absent_IsNull() => (await _store.ReadAsync(Name, default)).ShouldBeNull();

    [Fact]
    public async Task ReadAsync_LargerThanAllowed_Throws()
    {
        var path = _scratch.Combine("large");
        using (var file = File.Create(path))
            file.SetLength(DirectoryArtifactStore.MaximumReadBytes + 1);
        await _store.PutFileAsync(PartRoles.Video, Name, path, default);

        await Should.ThrowAsync<RenderFailedException>(() => _store.ReadAsync(Name, default));
    }

    [Fact]
    public async Task FetchAsync_Absent_Throws() =>
        (await Should.ThrowAsync<RenderFailedException>(() => _store.FetchAsync(Name, default))).Message.ShouldContain(
            Name.Value
        );

    [Theory]
    [InlineData(3, 9)]
    [InlineData(4, 0)]
    public async Task FetchAsync_PartChangedOnDisk_IsDamaged(int length, byte first)
    {
        var part = await _store.PutFileAsync(PartRoles.Video, Name, _scratch.Write("video", [1, 2, 3]), default);
        var path = await _store.FetchAsync(part, default);
        var changed = new byte[length];
        changed[0] = first;
        await File.WriteAllBytesAsync(path, changed);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);

        (await Should.ThrowAsync<DamagedException>(() => _store.FetchAsync(part, default))).Artifact.ShouldBe(
            Name.Value
        );
    }

    [Fact]
    public async Task FetchAsync_PartOfAnotherProcess_IsCheckedAndGiven()
    {
        var part = await _store.PutFileAsync(PartRoles.Video, Name, _scratch.Write("video", [1, 2, 3]), default);
        using var other = new DirectoryArtifactStore(_scratch.Combine("store"));

        (await File.ReadAllBytesAsync(await other.FetchAsync(part, default))).ShouldBe([1, 2, 3]);
        await Should.ThrowAsync<DamagedException>(() =>
            other.FetchAsync(part with { Sha256 = new string('0', 64) }, default)
        );
    }

    [Fact]
    public async Task ListAsync_Prefix_GivesWholeLevelsOnlyAndNoForeignFiles()
    {
        foreach (var name in new[] { "local/job/a", "local/job/b/c", "local/job2/d" })
            await _store.CreateAsync(ArtifactName.Parse(name), Content, default);
        _scratch.Write("store/local/job/not an artifact", [0]);

        (await List("local/job")).ShouldBe(["local/job/a", "local/job/b/c"], ignoreOrder: true);
        (await List("local/job/a")).ShouldBe(["local/job/a"]);
        (await List("local/other")).ShouldBeEmpty();
    }

    [Fact]
    public async Task DeleteAsync_Prefix_RemovesAllBelowItAndNothingElse()
    {
        foreach (var name in new[] { "local/job/a", "local/job/b/c", "local/job2/d" })
            await _store.CreateAsync(ArtifactName.Parse(name), Content, default);

        await _store.DeleteAsync(ArtifactName.Parse("local/job"), default);
        await _store.DeleteAsync(ArtifactName.Parse("local/job"), default);

        (await List("local")).ShouldBe(["local/job2/d"]);
        Unfinished().ShouldBeEmpty();
    }

    [Fact]
    public async Task AnyOperation_ThroughALinkInsideTheRoot_Throws()
    {
        var outside = Directory.CreateDirectory(_scratch.Combine("outside")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(outside, "secret"), [7]);
        Directory.CreateDirectory(_scratch.Combine("store", "local"));
        Directory.CreateSymbolicLink(_scratch.Combine("store", "local", "link"), outside);
        var name = ArtifactName.Parse("local/link/secret");

        await Should.ThrowAsync<RenderFailedException>(() => _store.ReadAsync(name, default));
        await Should.ThrowAsync<RenderFailedException>(() => _store.FetchAsync(name, default));
        await Should.ThrowAsync<RenderFailedException>(() => _store.CreateAsync(name.Append("x"), Content, default));
        await Should.ThrowAsync<RenderFailedException>(() => _store.DeleteAsync(name, default));
        (await List("local")).ShouldBeEmpty();
        await _store.DeleteAsync(ArtifactName.Parse("local"), default);
        File.Exists(Path.Combine(outside, "secret")).ShouldBeTrue();
    }

    [Fact]
    public async Task PutFileAsync_ALink_IsRefused()
    {
        var link = _scratch.Combine("link");
        File.CreateSymbolicLink(link, _scratch.Write("target", [1]));

        await Should.ThrowAsync<RenderFailedException>(() => _store.PutFileAsync(PartRoles.Video, Name, link, default));
    }

    [Fact]
    public async Task CreateAsync_BelowAFile_SaysSoInOneSentence()
    {
        await _store.CreateAsync(ArtifactName.Parse("local/job"), Content, default);

        var e = await Should.ThrowAsync<RenderFailedException>(() =>
            _store.CreateAsync(ArtifactName.Parse("local/job/x"), Content, default)
        );

        e.Message.ShouldStartWith(Root);
        e.Message.ShouldNotContain('\n');
    }

    [Fact]
    public void Constructor_RootIsAFile_Throws() =>
        Should.Throw<RenderFailedException>(() => new DirectoryArtifactStore(_scratch.Write("file", [1])));

    [Fact]
    public void Constructor_LeftoversOfADeadProcess_AreSweptAndThoseOfALivingOneStay()
    {
        var dead = _scratch.Write("store/~incoming/dead/1", [1]);
        _scratch.Write("store/~incoming/dead.lock", []);
        var living = Directory
            .GetDirectories(_scratch.Combine("store", "~incoming"))
            .Single(folder => !folder.EndsWith("dead", StringComparison.Ordinal));

        using (new DirectoryArtifactStore(Root))
            Directory.GetDirectories(_scratch.Combine("store", "~incoming")).Length.ShouldBe(2);

        File.Exists(dead).ShouldBeFalse();
        Directory.Exists(living).ShouldBeTrue();
        Directory.GetFileSystemEntries(_scratch.Combine("store", "~incoming")).Length.ShouldBe(2);
    }

    private string[] Unfinished() =>
        Directory
            .GetFiles(_scratch.Combine("store", "~incoming"), "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
            .ToArray();

    private async Task<List<string>> List(string prefix)
    {
        var names = new List<string>();
        await foreach (var name in _store.ListAsync(ArtifactName.Parse(prefix), default))
            names.Add(name.Value);
        return names;
    }
}
