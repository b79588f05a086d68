using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Videos;

[Collection(ApiCollection.Name)]
public sealed class LifecycleTests(ApiHost host) : IDisposable
{
    private readonly HttpClient _client = host.ClientOf("owner");
    private readonly IJobIndex _index = host.Services.GetRequiredService<IJobIndex>();

    public void Dispose()
    {
        host.Turnstile.Fail = false;
        host.Turnstile.Open();
    }

    [Fact]
    public async Task Video_Rendered_IsCompletedWithItsUsage()
    {
        var id = await _client.SubmitAsync();

        var video = await _client.UntilAsync(id, "completed");

        video.GetProperty("progress").GetInt32().ShouldBe(100);
        video
            .GetProperty("completed_at")
            .GetInt64()
            .ShouldBeGreaterThanOrEqualTo(video.GetProperty("created_at").GetInt64());
        var ours = video.GetProperty("omniavatar");
        ours.GetProperty("segments_done").GetInt32().ShouldBe(ours.GetProperty("segments_total").GetInt32());
        ours.GetProperty("shots_done").GetInt32().ShouldBe(1);
        ours.GetProperty("usage").GetProperty("gpu_seconds").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public async Task Content_BeforeTheEnd_SaysThatItIsNotReady()
    {
        host.Turnstile.Close();
        var id = await _client.SubmitAsync();

        await (await _client.GetAsync($"v1/videos/{id}/content")).RefusalAsync(
            HttpStatusCode.Conflict,
            "video_not_ready"
        );
    }

    [Fact]
    public async Task Cancel_RunningVideo_IsFailedWithTheCodeCancelled()
    {
        host.Turnstile.Close();
        var id = await _client.SubmitAsync();

        var cancelled = await (await _client.PostAsync($"v1/videos/{id}/cancel", null)).JsonAsync();

        cancelled.Text("status").ShouldBe("failed");
        cancelled.GetProperty("error").Text("code").ShouldBe("cancelled");
        (await _client.VideoAsync(id)).Text("status").ShouldBe("failed");
        (await (await _client.PostAsync($"v1/videos/{id}/cancel", null)).JsonAsync()).Text("status").ShouldBe("failed");
        await (await _client.PostAsync($"v1/videos/{id}/resume", null)).RefusalAsync(
            HttpStatusCode.Conflict,
            "not_resumable"
        );
    }

    [Fact]
    public async Task Resume_FailedVideo_FinishesIt()
    {
        host.Turnstile.Fail = true;
        var id = await _client.SubmitAsync();
        var failed = await _client.UntilAsync(id, "failed");
        host.Turnstile.Fail = false;

        var resumed = await (await _client.PostAsync($"v1/videos/{id}/resume", null)).JsonAsync();

        failed.GetProperty("error").Text("code").ShouldBe("render_failed");
        failed.GetProperty("error").Text("kind").ShouldBe("failed");
        failed.GetProperty("error").Text("message").ShouldContain("out of order");
        failed.GetProperty("error").Text("message").ShouldContain(failed.GetProperty("error").Text("incident"));
        resumed.Text("status").ShouldBeOneOf("queued", "in_progress");
        await _client.UntilAsync(id, "completed");
    }

    [Fact]
    public async Task CancelAndResume_CompletedVideo_AreRefused()
    {
        var id = await _client.SubmitAsync();
        await _client.UntilAsync(id, "completed");

        await (await _client.PostAsync($"v1/videos/{id}/cancel", null)).RefusalAsync(
            HttpStatusCode.Conflict,
            "already_completed"
        );
        await (await _client.PostAsync($"v1/videos/{id}/resume", null)).RefusalAsync(
            HttpStatusCode.Conflict,
            "already_completed"
        );
    }

    [Fact]
    public async Task Delete_Video_LeavesNothingOfIt()
    {
        var id = await _client.SubmitAsync();
        await _client.UntilAsync(id, "completed");

        var deleted = await (await _client.DeleteAsync($"v1/videos/{id}")).JsonAsync();

        (deleted.Text("id"), deleted.Text("object"), deleted.GetProperty("deleted").GetBoolean()).ShouldBe(
            (id, "video.deleted", true)
        );
        await (await _client.GetAsync($"v1/videos/{id}")).RefusalAsync(HttpStatusCode.NotFound, "video_not_found");
        await (await _client.GetAsync($"v1/videos/{id}/content")).RefusalAsync(
            HttpStatusCode.NotFound,
            "video_not_found"
        );
        (
            await host.Store.ListAsync(OmniAvatar.Artifacts.ArtifactName.Parse($"owner/{id}"), default).ToListAsync()
        ).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_InPages_ShowsEachVideoOnceInOrder()
    {
        using var client = host.ClientOf("lister");
        string[] ids = [await client.SubmitAsync(), await client.SubmitAsync(), await client.SubmitAsync()];

        var first = await (await client.GetAsync("v1/videos?limit=2")).JsonAsync();
        var second = await (await client.GetAsync($"v1/videos?limit=2&after={first.Text("last_id")}")).JsonAsync();
        var oldestFirst = await (await client.GetAsync("v1/videos?order=asc")).JsonAsync();

        Ids(first).ShouldBe([ids[2], ids[1]]);
        first.GetProperty("has_more").GetBoolean().ShouldBeTrue();
        first.Text("object").ShouldBe("list");
        Ids(second).ShouldBe([ids[0]]);
        second.GetProperty("has_more").GetBoolean().ShouldBeFalse();
        Ids(oldestFirst).ShouldBe(ids);
    }

    [Fact]
    public async Task Submission_ThatNeverCameToItsEnd_IsNoVideo()
    {
        using var client = host.ClientOf("haunted");
        var ghost = new JobId("haunted", "video_ghost");
        await _index.ReserveAsync(
            new JobIndexEntry
            {
                Job = ghost,
                Model = "",
                State = JobState.New,
                Created = DateTimeOffset.UtcNow,
                Bytes = 1000,
            }
        );

        Ids(await (await client.GetAsync("v1/videos")).JsonAsync()).ShouldBeEmpty();
        await (await client.GetAsync($"v1/videos/{ghost.Job}")).RefusalAsync(
            HttpStatusCode.NotFound,
            "video_not_found"
        );
    }

    [Fact]
    public async Task Progress_OfAJobThatKnowsLessThanWasSeen_NeverFallsBack()
    {
        host.Turnstile.Close();
        var id = await _client.SubmitAsync();
        // As another gateway has shown it, before the job's grain moved.
        await _index.NoteProgressAsync(new JobId("owner", id), new SeenProgress(60, 1, 0));

        var video = await _client.VideoAsync(id);

        (video.Text("status"), video.GetProperty("progress").GetInt32()).ShouldBe(("in_progress", 60));
        video.GetProperty("omniavatar").GetProperty("segments_done").GetInt32().ShouldBe(1);
        (await _index.FindAsync(new JobId("owner", id))).ShouldNotBeNull().Seen.ShouldBe(new SeenProgress(60, 1, 0));
    }

    [Fact]
    public async Task Progress_OfAJobThatDoesNotAnswer_IsWhatWasKnownLast()
    {
        host.Turnstile.Close();
        var id = await _client.SubmitAsync();
        await _client.UntilAsync(id, "in_progress");
        host.SilentJob = id;
        try
        {
            var video = await _client.VideoAsync(id);

            video.Text("status").ShouldBe("in_progress");
            video.GetProperty("omniavatar").Text("waiting").ShouldContain("last known state");
        }
        finally
        {
            host.SilentJob = null;
        }
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("order=up", "order")]
    [InlineData("after=../x", "after")]
    public async Task List_WrongQuestion_IsRefused(string query, string param)
    {
        var error = await (await _client.GetAsync($"v1/videos?{query}")).RefusalAsync(
            HttpStatusCode.BadRequest,
            "invalid_value"
        );

        error.Text("param").ShouldBe(param);
    }

    [Fact]
    public async Task Models_Announced_AreListed()
    {
        var models = await (await _client.GetAsync("v1/models")).JsonAsync();

        Ids(models).ShouldBe([ApiHost.AbsentModel, ApiHost.Model]);
    }

    [Fact]
    public async Task Model_ByName_IsThatOfTheList()
    {
        var model = await (await _client.GetAsync($"v1/models/{ApiHost.Model}")).JsonAsync();
        model.Text("id").ShouldBe(ApiHost.Model);
        model.GetProperty("omniavatar").GetProperty("steps").GetInt32().ShouldBeInRange(1, 1000);
        await (await _client.GetAsync($"v1/models/{ApiHost.ForgottenModel}")).RefusalAsync(
            HttpStatusCode.NotFound,
            "model_not_found"
        );
    }

    [Theory]
    [InlineData("PUT", "v1/videos", "GET, POST")]
    [InlineData("PATCH", "v1/videos/x", "DELETE, GET")]
    [InlineData("POST", "v1/videos/x/content", "GET, HEAD")]
    [InlineData("GET", "v1/videos/x/cancel", "POST")]
    [InlineData("DELETE", "v1/models", "GET")]
    public async Task Route_ByAnotherMethod_SaysWhichThereAre(string method, string route, string allowed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), route);

        using var answer = await _client.SendAsync(request);

        await answer.RefusalAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        string.Join(", ", answer.Content.Headers.Allow).ShouldBe(allowed);
    }

    [Fact]
    public async Task Route_ThatThereIsNot_IsRefusedInTheSameShape() =>
        await (await _client.PutAsync("v1/videos/x/y", null)).RefusalAsync(HttpStatusCode.NotFound, "unknown_url");

    private static string[] Ids(System.Text.Json.JsonElement list) =>
        [.. list.GetProperty("data").EnumerateArray().Select(item => item.Text("id"))];
}
