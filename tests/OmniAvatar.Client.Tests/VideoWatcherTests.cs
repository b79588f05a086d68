using OmniAvatar.Client.Wire;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Client.Tests;

/// <summary>A video is watched to its end, whatever happens to the connection.</summary>
[Collection(ApiCollection.Name)]
public sealed class VideoWatcherTests(ApiHost host)
{
    [Fact]
    public async Task Watch_WholeLine_TellsTheVideoFirstAndItsEndLast()
    {
        using var http = host.ClientOf("watcher");
        var id = await http.SubmitAsync();

        var events = await WatchAsync(http, id);

        events[0].Video.ShouldNotBeNull().Id.ShouldBe(id);
        events[^1].Video.ShouldNotBeNull().Status.ShouldBe(VideoStatus.Completed);
        events.SkipLast(1).ShouldAllBe(happened => happened.Video == null || !happened.Video.IsOver);
    }

    [Fact]
    public async Task Watch_LineThatBreaksAfterEveryEvent_HearsTheEndAndNothingTwice()
    {
        using var line = new BreakingLine(breakAfter: 1000);
        using var http = line.ClientOf(host, "unlucky-watcher");
        using var whole = host.ClientOf("unlucky-watcher");
        host.Turnstile.Close();
        var id = await whole.SubmitAsync();
        await whole.UntilAsync(id, "in_progress");

        var watching = WatchAsync(http, id);
        host.Turnstile.Open();
        var events = await watching;

        events[^1].Video.ShouldNotBeNull().Status.ShouldBe(VideoStatus.Completed);
        events.Select(happened => happened.Id).ShouldBeUnique();
    }

    [Fact]
    public async Task Watch_NoSuchVideo_IsRefused()
    {
        using var http = host.ClientOf("watcher-of-nothing");

        (await Should.ThrowAsync<VideoApiException>(() => WatchAsync(http, "video_none"))).Status.ShouldBe(
            System.Net.HttpStatusCode.NotFound
        );
    }

    private static async Task<List<VideoEvent>> WatchAsync(HttpClient http, string id)
    {
        var events = new List<VideoEvent>();
        await foreach (
            var happened in new VideoWatcher(new VideoClient(http), HurriedTime.Instance).WatchAsync(id, default)
        )
            events.Add(happened);
        return events;
    }
}
