using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Videos;

/// <summary>A video's stream of events, read by another library's parser.</summary>
[Collection(ApiCollection.Name)]
public sealed class EventTests(ApiHost host)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Events_OfAVideoFromItsBeginning_TellEveryStateInOrderAndEndWithIt()
    {
        using var client = host.ClientOf("listener");
        host.Turnstile.Close();
        var id = await client.SubmitAsync();
        using var patience = new CancellationTokenSource(Patience);
        using var answer = await ListenAsync(client, id, null, patience.Token);
        await using var events = Events(answer, patience.Token);

        (await events.MoveNextAsync()).ShouldBeTrue();
        events.Current.EventType.ShouldBe("status");
        Content(events.Current).Text("id").ShouldBe(id);
        host.Turnstile.Open();
        var heard = new List<SseItem<string>>();
        while (await events.MoveNextAsync())
            heard.Add(events.Current);

        heard[^1].EventType.ShouldBe("done");
        Content(heard[^1]).Text("status").ShouldBe("completed");
        heard.Select(item => item.EventType).ShouldBeSubsetOf(["status", "progress", "part", "done"]);
        var parts = heard.Where(item => item.EventType == "part").Select(Content).ToArray();
        parts.ShouldNotBeEmpty();
        parts[^1].GetProperty("parts").GetInt32().ShouldBe(parts[^1].GetProperty("parts_total").GetInt32());
        parts[^1].Text("playlist").ShouldBe($"/v1/videos/{id}/hls/index.m3u8");
        heard.RemoveAll(item => item.EventType == "part");
        var progress = heard.Select(item => Content(item).GetProperty("progress").GetInt32()).ToArray();
        progress.ShouldBe(progress.Order());
        heard.Select(item => item.EventId).ShouldBeUnique();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Events_OfAVideoWithWarnings_TellThemFirstAndOnlyToThoseWhoHaveHeardNothing()
    {
        using var client = host.ClientOf("warned");
        host.Turnstile.Close();
        try
        {
            using var form = TestSubmissions.Form(("seed", "-1"));
            var answer = await (await client.SubmitAsync(form)).JsonAsync();
            var (id, said) = (answer.Text("id"), WarningsOf(answer).ShouldHaveSingleItem());
            using var patience = new CancellationTokenSource(Patience);
            using var first = await ListenAsync(client, id, null, patience.Token);
            await using var events = Events(first, patience.Token);
            (await events.MoveNextAsync()).ShouldBeTrue();
            events.Current.EventType.ShouldBe("warning");
            Content(events.Current).Text("message").ShouldBe(said);
            Content(events.Current).Text("id").ShouldBe(id);
            (await events.MoveNextAsync()).ShouldBeTrue();
            events.Current.EventType.ShouldBe("status");
            WarningsOf(Content(events.Current)).ShouldBe([said]);
            UsageOf(Content(events.Current)).ShouldNotBe(JsonValueKind.Null);
            WarningsOf(await client.VideoAsync(id)).ShouldBe([said]);

            using var second = await ListenAsync(client, id, events.Current.EventId, patience.Token);
            await using var after = Events(second, patience.Token);
            host.Turnstile.Open();
            var heard = new List<SseItem<string>>();
            while (await after.MoveNextAsync())
                heard.Add(after.Current);

            heard.ShouldNotContain(item => item.EventType == "warning");
            UsageOf(Content(heard[^1])).ShouldNotBe(JsonValueKind.Null);
            WarningsOf(await client.VideoAsync(id)).ShouldBe([said]);
        }
        finally
        {
            host.Turnstile.Open();
        }
    }

    [Fact]
    public async Task Events_AfterTheLastThatWasHeard_GoOnWithoutIt()
    {
        using var client = host.ClientOf("returner");
        host.Turnstile.Close();
        try
        {
            var id = await client.SubmitAsync();
            await client.UntilAsync(id, "in_progress");
            using var patience = new CancellationTokenSource(Patience);
            using var first = await ListenAsync(client, id, null, patience.Token);
            await using var before = Events(first, patience.Token);
            (await before.MoveNextAsync()).ShouldBeTrue();

            using var second = await ListenAsync(client, id, before.Current.EventId, patience.Token);
            await using var after = Events(second, patience.Token);
            host.Turnstile.Open();
            (await after.MoveNextAsync()).ShouldBeTrue();

            after.Current.EventId.ShouldNotBe(before.Current.EventId);
        }
        finally
        {
            host.Turnstile.Open();
        }
    }

    [Fact]
    public async Task Events_WhileAShotRenders_SayHowFarEachShotIs()
    {
        using var client = host.ClientOf("counter");
        var id = await client.SubmitAsync();
        using var patience = new CancellationTokenSource(Patience);
        using var answer = await ListenAsync(client, id, null, patience.Token);
        await using var events = Events(answer, patience.Token);

        while (await events.MoveNextAsync())
        {
            if (events.Current.EventType != "progress")
                continue;
            var content = Content(events.Current);
            foreach (var shot in content.GetProperty("shots").EnumerateArray())
                shot.GetProperty("segments_done")
                    .GetInt32()
                    .ShouldBeInRange(0, shot.GetProperty("segments_total").GetInt32());
        }

        (await client.VideoAsync(id)).Text("status").ShouldBe("completed");
    }

    [Fact]
    public async Task Events_OfAVideoThatIsOver_TellItsEndAndEnd()
    {
        using var client = host.ClientOf("latecomer");
        var id = await host.FinishedVideoAsync("latecomer");
        using var patience = new CancellationTokenSource(Patience);
        using var first = await ListenAsync(client, id, null, patience.Token);
        await using var all = Events(first, patience.Token);
        while (await all.MoveNextAsync() && all.Current.EventType != "done") { }

        using var answer = await ListenAsync(client, id, all.Current.EventId, patience.Token);
        await using var events = Events(answer, patience.Token);

        (await events.MoveNextAsync()).ShouldBeTrue();
        events.Current.EventType.ShouldBe("done");
        (await events.MoveNextAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Events_KeyRevokedMeanwhile_End()
    {
        using var client = host.ClientOf("revoked");
        host.Turnstile.Close();
        try
        {
            var id = await client.SubmitAsync();
            using var patience = new CancellationTokenSource(Patience);
            using var answer = await ListenAsync(client, id, null, patience.Token);
            await using var events = Events(answer, patience.Token);
            (await events.MoveNextAsync()).ShouldBeTrue();

            host.Tenants.Revoke("revoked");
            while (await events.MoveNextAsync())
                events.Current.EventType.ShouldNotBe("done");
        }
        finally
        {
            host.Turnstile.Open();
        }
    }

    [Fact]
    public async Task Events_OfAnothersVideo_AreNoVideosEvents()
    {
        var id = await host.FinishedVideoAsync("owner-of-events");
        using var stranger = host.ClientOf("stranger-to-events");

        await (await stranger.GetAsync($"v1/videos/{id}/events")).RefusalAsync(
            HttpStatusCode.NotFound,
            "video_not_found"
        );
    }

    private static async Task<HttpResponseMessage> ListenAsync(
        HttpClient client,
        string id,
        string? last,
        CancellationToken cancellation
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/videos/{id}/events");
        if (last is not null)
            request.Headers.Add("Last-Event-ID", last);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return answer;
    }

    private static IAsyncEnumerator<SseItem<string>> Events(
        HttpResponseMessage answer,
        CancellationToken cancellation
    ) =>
        SseParser
            .Create(answer.Content.ReadAsStream(cancellation))
            .EnumerateAsync(cancellation)
            .GetAsyncEnumerator(cancellation);

    private static string[] WarningsOf(JsonElement video) =>
        [.. video.GetProperty("omniavatar").GetProperty("warnings").EnumerateArray().Select(w => w.GetString()!)];

    private static JsonValueKind UsageOf(JsonElement video) =>
        video.GetProperty("omniavatar").GetProperty("usage").ValueKind;

    private static JsonElement Content(SseItem<string> item) => JsonDocument.Parse(item.Data).RootElement;
}
