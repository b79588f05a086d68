using System.Net;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Streaming;

[Collection(ApiCollection.Name)]
public sealed class StreamRouteTests(ApiHost host)
{
    [Fact]
    public async Task Playlist_OfAFinishedVideo_NamesEveryPart()
    {
        using var client = host.ClientOf("viewer");
        var id = await host.FinishedVideoAsync("viewer");

        using var answer = await client.GetAsync($"v1/videos/{id}/hls/index.m3u8");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.apple.mpegurl");
        answer.Headers.CacheControl!.NoCache.ShouldBeTrue();
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');
        var segments = (await client.VideoAsync(id)).GetProperty("omniavatar").GetProperty("segments_total").GetInt32();
        lines.Count(line => line.EndsWith(".m4s")).ShouldBe(segments);
        lines.ShouldContain("#EXT-X-ENDLIST");
    }

    [Fact]
    public async Task Playlist_BeforeTheFirstPart_IsNotReady()
    {
        using var client = host.ClientOf("early-viewer");
        host.Turnstile.Close();
        try
        {
            var id = await client.SubmitAsync();

            using var answer = await client.GetAsync($"v1/videos/{id}/hls/index.m3u8");

            await answer.RefusalAsync(HttpStatusCode.Conflict, "video_not_ready");
        }
        finally
        {
            host.Turnstile.Open();
        }
    }

    [Theory]
    [InlineData("index.m3u8")]
    [InlineData("init.mp4")]
    [InlineData("0.m4s")]
    public async Task Stream_OfAnotherTenant_IsNotThere(string file)
    {
        using var other = host.ClientOf("peeping");
        var id = await host.FinishedVideoAsync("viewer");

        using var answer = await other.GetAsync($"v1/videos/{id}/hls/{file}");

        await answer.RefusalAsync(HttpStatusCode.NotFound, "video_not_found");
    }

    [Theory]
    [InlineData("99999.m4s")]
    [InlineData("-1.m4s")]
    [InlineData("99999999999999.m4s")]
    [InlineData("..%2F0.m4s")]
    public async Task Part_ThatIsNotThere_IsRefused(string part)
    {
        using var client = host.ClientOf("viewer");
        var id = await host.FinishedVideoAsync("viewer");

        using var answer = await client.GetAsync($"v1/videos/{id}/hls/{part}");

        await answer.RefusalAsync(HttpStatusCode.NotFound, "part_not_found");
    }
}
