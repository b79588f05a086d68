using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OmniAvatar.Artifacts;
using OmniAvatar.Identity;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Remixes;

[Collection(ApiCollection.Name)]
public sealed class RemixTests(ApiHost host)
{
    [Fact]
    public async Task Remix_OneShot_RendersThatOneAndTakesOverTheOthers()
    {
        using var client = host.ClientOf("remixer");
        var id = await ShotsAsync(client);
        var before = await ShotListAsync(client, id);

        var video = await RemixAsync(client, id, new { shots = new[] { 2 }, seed = 7 });

        video.Text("remixed_from_video_id").ShouldBe(id);
        var remix = video.Text("id");
        await client.UntilAsync(remix, "completed");
        var after = await ShotListAsync(client, remix);
        after
            .Select(shot => shot.GetProperty("seed").GetInt64())
            .ShouldBe([42, 7, .. Enumerable.Repeat(42L, after.Length - 2)]);
        after
            .Select(shot => shot.GetProperty("start").GetDouble())
            .ShouldBe(before.Select(shot => shot.GetProperty("start").GetDouble()));
        (await FragmentAsync("remixer", remix, 1)).Sha256.ShouldNotBe((await FragmentAsync("remixer", id, 1)).Sha256);
        (await FragmentAsync("remixer", remix, 0)).Sha256.ShouldBe((await FragmentAsync("remixer", id, 0)).Sha256);
        (await ResultAsync("remixer", remix, 0)).TakenFrom.ShouldBe($"remixer/{id}/shots/0000/0000/result.json");
        (await ResultAsync("remixer", remix, 1)).TakenFrom.ShouldBeNull();
        (await ResultAsync("remixer", remix, 0)).GpuMilliseconds.ShouldBe(0);
    }

    [Fact]
    public async Task Remix_OriginalDeleted_StaysWhole()
    {
        using var client = host.ClientOf("remix-keeper");
        var id = await ShotsAsync(client);
        var remix = (await RemixAsync(client, id, new { shots = new[] { 1 } })).Text("id");
        await client.UntilAsync(remix, "completed");
        var content = await client.GetByteArrayAsync($"v1/videos/{remix}/content");

        (await client.DeleteAsync($"v1/videos/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await client.GetByteArrayAsync($"v1/videos/{remix}/content")).ShouldBe(content);
        var again = (await RemixAsync(client, remix, new { shots = new[] { 2 }, prompt = "A nurse smiles" })).Text(
            "id"
        );
        await client.UntilAsync(again, "completed");
        (await ShotListAsync(client, again))[1].Text("prompt").ShouldBe("A nurse smiles");
    }

    [Fact]
    public async Task Remix_NothingButThePrompt_MakesEveryShotAgain()
    {
        using var client = host.ClientOf("prompter");
        var id = await host.FinishedVideoAsync("prompter");

        var remix = (await RemixAsync(client, id, new { prompt = "A nurse smiles" })).Text("id");
        var done = await client.UntilAsync(remix, "completed");

        done.Text("prompt").ShouldBe("A nurse smiles");
        (await ShotListAsync(client, remix)).ShouldAllBe(shot => shot.Text("prompt") == "A nurse smiles");
    }

    [Fact]
    public async Task Remix_SentTwice_IsOneVideo()
    {
        using var client = host.ClientOf("repeater-of-remixes");
        var id = await host.FinishedVideoAsync("repeater-of-remixes");

        var first = await RemixAsync(client, id, new { shots = new[] { 1 } }, key: "again");
        var second = await RemixAsync(client, id, new { shots = new[] { 1 } }, key: "again");

        second.Text("id").ShouldBe(first.Text("id"));
        await client.UntilAsync(first.Text("id"), "completed");
    }

    [Theory]
    [InlineData("""{"shots":[0]}""", "shots")]
    [InlineData("""{"shots":[99]}""", null)]
    [InlineData("""{"shots":["x"]}""", "shots")]
    [InlineData("""{"steps":0}""", "steps")]
    [InlineData("""{"seconds":4}""", "seconds")]
    [InlineData("""{"image_reference":"data:image/png;base64,aGVsbG8="}""", "image_reference")]
    [InlineData("""{"audio_reference":"data:audio/wav;base64,aGVsbG8="}""", "audio_reference")]
    public async Task Remix_WhatCannotBe_IsRefused(string body, string? param)
    {
        using var client = host.ClientOf("wrong-remixer");
        var id = await host.FinishedVideoAsync("wrong-remixer");
        using var content = new StringContent(
            body,
            new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")
        );

        using var answer = await client.PostAsync($"v1/videos/{id}/remix", content);

        var refusal = (await answer.JsonAsync(HttpStatusCode.BadRequest)).GetProperty("error");
        refusal.GetProperty("param").GetString().ShouldBe(param);
    }

    [Fact]
    public async Task Remix_ShotsNoLongerKept_SaysSo()
    {
        using var client = host.ClientOf("late-remixer");
        var id = await host.FinishedVideoAsync("late-remixer");
        await host.Store.DeleteAsync(JobArtifacts.Inputs(new JobId("late-remixer", id)), default);

        using var answer = await client.PostAsJsonAsync($"v1/videos/{id}/remix", new { shots = new[] { 1 } });

        await answer.RefusalAsync(HttpStatusCode.Conflict, "fragments_expired");
    }

    [Fact]
    public async Task Remix_OfAnotherTenant_IsNotThere()
    {
        using var other = host.ClientOf("remix-thief");
        var id = await host.FinishedVideoAsync("remixed");

        using var answer = await other.PostAsJsonAsync($"v1/videos/{id}/remix", new { shots = new[] { 1 } });

        await answer.RefusalAsync(HttpStatusCode.NotFound, "video_not_found");
    }

    /// <summary>A finished video of several shots.</summary>
    private static async Task<string> ShotsAsync(HttpClient client)
    {
        using var form = TestSubmissions.Form(("seconds", "20"), ("shots", "auto"), ("shot_segments", "1"));
        var id = (await (await client.SubmitAsync(form)).JsonAsync()).Text("id");
        await client.UntilAsync(id, "completed");
        return id;
    }

    private static async Task<JsonElement> RemixAsync(HttpClient client, string id, object body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/videos/{id}/remix")
        {
            Content = JsonContent.Create(body),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await (await client.SendAsync(request)).JsonAsync();
    }

    private static async Task<JsonElement[]> ShotListAsync(HttpClient client, string id) =>
        [.. (await (await client.GetAsync($"v1/videos/{id}/shots")).JsonAsync()).GetProperty("data").EnumerateArray()];

    private async Task<ArtifactPart> FragmentAsync(string tenant, string id, int shot) =>
        (await ResultAsync(tenant, id, shot)).Part(PartRoles.Fragment);

    private async Task<ResultManifest> ResultAsync(string tenant, string id, int shot) =>
        (
            await ManifestCommit.FindAsync(
                host.Store,
                JobArtifacts.Result(new WorkId(new JobId(tenant, id), shot, 0)),
                default
            )
        ).ShouldNotBeNull();
}
