using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using OmniAvatar.Artifacts;

namespace OmniAvatar.Storage.Tests;

public sealed class BlobArtifactStoreTests(Azurite azurite) : IClassFixture<Azurite>, IDisposable
{
    private static readonly ArtifactName Name = ArtifactName.Parse("local/job/shots/0000/0001/result.json");
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("{}");

    private readonly ScratchFolder _scratch = new();
    private readonly string _container = $"test-{Guid.NewGuid():n}";

    public void Dispose() => _scratch.Dispose();

    [AzuriteFact]
    public async Task PutFileAsync_LocalFile_IsUploadedAndFetchedElsewhere()
    {
        using var here = await Connect("here");
        using var there = await Connect("there");
        var content = new byte[5_000_000];
        new Random(1).NextBytes(content);

        var part = await here.PutFileAsync(PartRoles.Video, Name, _scratch.Write("video", content), default);

        part.Bytes.ShouldBe(content.Length);
        (await File.ReadAllBytesAsync(await there.FetchAsync(Name, default))).ShouldBe(content);
        File.Exists(_scratch.Combine("video")).ShouldBeFalse();
    }

    [AzuriteFact]
    public async Task CopyAsync_Artifact_StaysWhenTheFirstIsDeleted()
    {
        using var here = await Connect("here");
        using var there = await Connect("there");
        var copy = ArtifactName.Parse("local/other/shots/0000/0001/a1/fragment.mp4");
        var part = await here.PutFileAsync(PartRoles.Fragment, Name, _scratch.Write("part", [1, 2, 3]), default);

        await here.CopyAsync(Name, copy, default);
        await here.DeleteAsync(Name, default);

        var path = await there.FetchAsync(part with { Name = copy.Value }, default);
        (await File.ReadAllBytesAsync(path)).ShouldBe([1, 2, 3]);
    }

    [AzuriteFact]
    public async Task CopyAsync_Missing_SaysWhich()
    {
        using var store = await Connect();

        var e = await Should.ThrowAsync<DamagedException>(() =>
            store.CopyAsync(Name, ArtifactName.Parse("local/other/fragment.mp4"), default)
        );

        e.Artifact.ShouldBe(Name.Value);
    }

    [AzuriteFact]
    public async Task FetchAsync_PartOfAManifest_NeedsTheStoreOnlyWhereTheContentIsNew()
    {
        using var here = await Connect("here");
        using var there = await Connect("there");
        var part = await here.PutFileAsync(PartRoles.Prefix, Name, _scratch.Write("prefix", [1, 2, 3]), default);
        (await File.ReadAllBytesAsync(await there.FetchAsync(part, default))).ShouldBe([1, 2, 3]);
        await here.DeleteAsync(Name, default);

        (await File.ReadAllBytesAsync(await here.FetchAsync(part, default))).ShouldBe([1, 2, 3]);
        (
            await Should.ThrowAsync<RenderFailedException>(() =>
                here.FetchAsync(part with { Sha256 = new string('0', 64) }, default)
            )
        ).Message.ShouldContain("not in the container");
    }

    [AzuriteFact]
    public async Task FetchAsync_CopyHasChanged_IsDownloadedAgain()
    {
        using var store = await Connect();
        await store.PutFileAsync(PartRoles.Video, Name, _scratch.Write("video", [1, 2, 3]), default);
        await File.WriteAllBytesAsync(await store.FetchAsync(Name, default), [9]);

        (await File.ReadAllBytesAsync(await store.FetchAsync(Name, default))).ShouldBe([1, 2, 3]);
    }

    [AzuriteFact]
    public async Task FetchAsync_BlobHasAnotherContentThanItStates_Throws()
    {
        using var store = await Connect();
        var blob = new BlobContainerClient(
            azurite.ConnectionString,
            _container,
            new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_05_05)
        ).GetBlobClient(Name.Value);
        await blob.UploadAsync(
            BinaryData.FromBytes(Content),
            new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["sha256"] = new('0', 64) } }
        );

        (await Should.ThrowAsync<RenderFailedException>(() => store.FetchAsync(Name, default))).Message.ShouldContain(
            "damaged"
        );
    }

    [AzuriteFact]
    public async Task CreateAsync_NameTaken_KeepsTheFirstContent()
    {
        using var store = await Connect();

        (await store.CreateAsync(Name, Content, default)).ShouldBeTrue();
        (await store.CreateAsync(Name, new byte[] { 9 }, default)).ShouldBeFalse();
        (await store.ReadAsync(Name, default)).ShouldBe(Content);
    }

    [AzuriteFact]
    public async Task CreateAsync_EightAtOnce_ExactlyOneWinsEachName()
    {
        using var store = await Connect();
        for (var i = 0; i < 10; i++)
        {
            var name = ArtifactName.Parse($"race/{i}");
            var won = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(racer => store.CreateAsync(name, new[] { (byte)racer }, default))
            );

            won.Count(each => each).ShouldBe(1);
            (await store.ReadAsync(name, default)).ShouldBe([(byte)Array.IndexOf(won, true)]);
        }
    }

    [AzuriteFact]
    public async Task ReadAndFetch_Absent_AreNullAndAnError()
    {
        using var store = await Connect();

        (await store.ReadAsync(Name, default)).ShouldBeNull();
        (await Should.ThrowAsync<RenderFailedException>(() => store.FetchAsync(Name, default))).Message.ShouldContain(
            Name.Value
        );
    }

    [AzuriteFact]
    public async Task DeleteAsync_Prefix_RemovesWholeLevelsOnly()
    {
        using var store = await Connect();
        foreach (var name in new[] { "local/job/a", "local/job/b/c", "local/job2/d" })
            await store.CreateAsync(ArtifactName.Parse(name), Content, default);
        (await List(store, "local/job")).ShouldBe(["local/job/a", "local/job/b/c"], ignoreOrder: true);

        await store.DeleteAsync(ArtifactName.Parse("local/job"), default);

        (await List(store, "local")).ShouldBe(["local/job2/d"]);
    }

    [AzuriteFact]
    public async Task ListLevelAsync_AnyPrefix_GivesWhatIsRightBelowIt()
    {
        using var store = await Connect();
        foreach (var name in new[] { "acme/job/a", "acme/job/b/c", "acme/job2/d", "globex/job/e" })
            await store.CreateAsync(ArtifactName.Parse(name), Content, default);

        (await Names(store.ListLevelAsync(null, default))).ShouldBe(["acme", "globex"], ignoreOrder: true);
        (await Names(store.ListLevelAsync(ArtifactName.Parse("acme"), default))).ShouldBe(
            ["acme/job", "acme/job2"],
            ignoreOrder: true
        );
        (await Names(store.ListLevelAsync(ArtifactName.Parse("acme/job"), default))).ShouldBe(
            ["acme/job/a", "acme/job/b"],
            ignoreOrder: true
        );
        (await Names(store.ListLevelAsync(ArtifactName.Parse("nobody"), default))).ShouldBeEmpty();
    }

    [AzuriteFact]
    public async Task MeasureAsync_Prefix_SumsWholeLevelsOnly()
    {
        using var store = await Connect();
        await store.CreateAsync(ArtifactName.Parse("acme/job/a"), new byte[10], default);
        await store.CreateAsync(ArtifactName.Parse("acme/job/b/c"), new byte[5], default);
        await store.CreateAsync(ArtifactName.Parse("acme/job2/d"), new byte[100], default);

        (await store.MeasureAsync(ArtifactName.Parse("acme/job"), default)).ShouldBe(15);
        (await store.MeasureAsync(ArtifactName.Parse("nobody"), default)).ShouldBe(0);
    }

    [Fact]
    public async Task ConnectAsync_NobodyAnswers_SaysSoAfterItsRetries()
    {
        var impatient = new BlobResilience { MaximumRetries = 2, FirstDelay = TimeSpan.FromMilliseconds(1) };

        var e = await Should.ThrowAsync<RenderFailedException>(() =>
            BlobArtifactStore.ConnectAsync(
                Azurite.Account(Azurite.FreePort()),
                _container,
                _scratch.Path,
                impatient,
                TimeProvider.System,
                default
            )
        );

        e.Message.ShouldBe("The blob store failed (no answer); run the same command again to continue.");
    }

    [Fact]
    public async Task ConnectAsync_AccountThatStaysSilent_IsGivenUpSoon()
    {
        // It takes the connection and says nothing, which is no refusal: only the clock tells.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var impatient = new BlobResilience
        {
            FirstDelay = TimeSpan.FromMilliseconds(1),
            RetriesFor = TimeSpan.FromSeconds(0.2),
            SilenceTimeout = TimeSpan.FromSeconds(0.2),
        };

        var began = Stopwatch.GetTimestamp();
        await Should.ThrowAsync<RenderFailedException>(() =>
            BlobArtifactStore.ConnectAsync(
                Azurite.Account(((IPEndPoint)silent.LocalEndpoint).Port),
                _container,
                _scratch.Path,
                impatient,
                TimeProvider.System,
                default
            )
        );

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task ConnectAsync_AccountThatRefuses_IsTriedForAsLongAsIsSaid()
    {
        var impatient = new BlobResilience
        {
            MaximumRetries = 10_000,
            FirstDelay = TimeSpan.FromMilliseconds(20),
            MaximumDelay = TimeSpan.FromMilliseconds(20),
            RetriesFor = TimeSpan.FromSeconds(0.2),
        };

        var began = Stopwatch.GetTimestamp();
        await Should.ThrowAsync<RenderFailedException>(() =>
            BlobArtifactStore.ConnectAsync(
                Azurite.Account(Azurite.FreePort()),
                _container,
                _scratch.Path,
                impatient,
                TimeProvider.System,
                default
            )
        );

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [AzuriteFact]
    public async Task WithPatience_LargeFile_IsPutInBlocksAndFetchedFromTheSameCopies()
    {
        using var store = await Connect();
        using var view = store.WithPatience(BlobResilience.OfRequests, TimeProvider.System);
        var content = new byte[10_000_000];
        new Random(1).NextBytes(content);

        await view.PutFileAsync(PartRoles.Video, Name, _scratch.Write("video", content), default);

        var path = await store.FetchAsync(Name, default);
        (await File.ReadAllBytesAsync(path)).ShouldBe(content);
        (await view.FetchAsync(Name, default)).ShouldBe(path);
    }

    private Task<BlobArtifactStore> Connect(string cache = "cache") =>
        BlobArtifactStore.ConnectAsync(
            azurite.ConnectionString,
            _container,
            _scratch.Combine(cache),
            new BlobResilience(),
            TimeProvider.System,
            default
        );

    private static Task<List<string>> List(BlobArtifactStore store, string prefix) =>
        Names(store.ListAsync(ArtifactName.Parse(prefix), default));

    private static async Task<List<string>> Names(IAsyncEnumerable<ArtifactName> artifacts)
    {
        var names = new List<string>();
        await foreach (var name in artifacts)
            names.Add(name.Value);
        return names;
    }
}
