using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using OmniAvatar.Artifacts;
using OmniAvatar.Identity;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Videos;

[Collection(ApiCollection.Name)]
public sealed class ContentTests(ApiHost host) : IAsyncLifetime
{
    private readonly HttpClient _client = host.ClientOf("watcher");
    private string _id = "";
    private byte[] _whole = [];

    public async Task InitializeAsync()
    {
        _id = await host.FinishedVideoAsync("watcher");
        _whole = await _client.GetByteArrayAsync(Content);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private string Content => $"v1/videos/{_id}/content";

    [Fact]
    public async Task Content_Whole_IsWhatItsHeadersSay()
    {
        using var answer = await _client.GetAsync(Content);

        answer.Content.Headers.ContentType.ShouldNotBeNull().MediaType.ShouldBe("video/mp4");
        answer.Content.Headers.ContentLength.ShouldBe(_whole.Length);
        answer.Headers.ETag.ShouldNotBeNull().Tag.ShouldBe($"\"{Convert.ToHexStringLower(SHA256.HashData(_whole))}\"");
        answer
            .Headers.GetValues("Repr-Digest")
            .Single()
            .ShouldBe($"sha-256=:{Convert.ToBase64String(SHA256.HashData(_whole))}:");
        answer.Headers.AcceptRanges.ShouldContain("bytes");
    }

    [Fact]
    public async Task Content_Range_IsThatPart()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Content);
        request.Headers.Range = new RangeHeaderValue(100_000, 100_099);

        using var answer = await _client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(_whole[100_000..100_100]);
        answer.Content.Headers.ContentRange.ShouldNotBeNull().Length.ShouldBe(_whole.Length);
    }

    [Fact]
    public async Task Content_RangeOfAnotherVersion_IsTheWhole()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Content);
        request.Headers.Range = new RangeHeaderValue(100, null);
        request.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue("\"another\""));

        using var answer = await _client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(_whole);
    }

    [Fact]
    public async Task Content_BeyondItsEnd_IsNotSatisfiable()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Content);
        request.Headers.Range = new RangeHeaderValue(_whole.Length, null);

        (await _client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
    }

    [Fact]
    public async Task Content_KnownAlready_IsNotSentAgain()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Content);
        request.Headers.IfNoneMatch.Add(
            new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(_whole))}\"")
        );

        (await _client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Content_RangeInAnotherUnit_IsTheWhole()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Content);
        request.Headers.TryAddWithoutValidation("Range", "lines=1-2");

        using var answer = await _client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(_whole);
    }

    [Fact]
    public async Task Content_WhoseFilesAreBeingRemoved_IsGone()
    {
        using var client = host.ClientOf("remover");
        var id = await host.FinishedVideoAsync("remover");
        var job = new JobId("remover", id);
        var manifest = (
            await ManifestCommit.FindAsync(host.Store, JobArtifacts.OutputResult(job), default)
        ).ShouldNotBeNull();

        await host.Store.DeleteAsync(ArtifactName.Parse(manifest.Part(PartRoles.Video).Name), default);
        ((int)(await client.GetAsync($"v1/videos/{id}/content")).StatusCode).ShouldBeGreaterThanOrEqualTo(
            500,
            "its files are damaged, not removed"
        );
        await host.Store.DeleteAsync(JobArtifacts.Root(job), default);

        await (await client.GetAsync($"v1/videos/{id}/content")).RefusalAsync(
            HttpStatusCode.NotFound,
            "video_not_found"
        );
    }

    [Theory]
    [InlineData("video", "video/mp4", "mp4")]
    [InlineData("thumbnail", "image/webp", "webp")]
    [InlineData("spritesheet", "image/jpeg", "jpg")]
    [InlineData("audio", "audio/mp4", "m4a")]
    public async Task Content_Variant_IsThatFileWithItsOwnVersion(string variant, string mediaType, string suffix)
    {
        using var answer = await _client.GetAsync($"{Content}?variant={variant}");

        var bytes = await answer.Content.ReadAsByteArrayAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType.ShouldNotBeNull().MediaType.ShouldBe(mediaType);
        answer.Content.Headers.ContentDisposition.ShouldNotBeNull().FileName.ShouldBe($"{_id}.{suffix}");
        answer.Headers.ETag.ShouldNotBeNull().Tag.ShouldBe($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"");
    }

    [Fact]
    public async Task Content_VariantThatTheVideoHasNot_IsNotThere() =>
        await (await _client.GetAsync($"{Content}?variant=subtitles")).RefusalAsync(
            HttpStatusCode.NotFound,
            "variant_not_found"
        );

    [Fact]
    public async Task Content_OtherVariant_IsRefused() =>
        await (await _client.GetAsync($"{Content}?variant=poster")).RefusalAsync(
            HttpStatusCode.BadRequest,
            "invalid_value"
        );
}
