using System.Net;
using System.Text.Json;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Submissions;

/// <summary>What a video would take, asked before it is submitted.</summary>
[Collection(ApiCollection.Name)]
public sealed class EstimateTests(ApiHost host)
{
    [Fact]
    public async Task Estimate_ScriptWithPictures_ShowsEveryShot()
    {
        using var form = TestSubmissions
            .Form(("seconds", "3"))
            .WithFile("script", """[{"from": "0:01", "prompt": "She laughs", "picture": "pictures[0]"}]"""u8.ToArray())
            .WithFile("pictures[0]", TestSubmissions.Picture);

        var estimate = await (await host.ClientOf("scripted").PostAsync("v1/videos/estimate", form)).JsonAsync();

        estimate.GetProperty("shots").GetInt32().ShouldBe(2);
        var shots = estimate.GetProperty("plan").EnumerateArray().ToArray();
        shots.Select(shot => shot.Text("prompt")).ShouldBe(["A presenter speaks", "She laughs"]);
        shots.Select(shot => shot.GetProperty("speaker").GetInt32()).ShouldBe([0, 0]);
        shots[1].GetProperty("start").GetDouble().ShouldBeInRange(0.1, 3.3);
    }

    [Theory]
    [InlineData("script", "[]", "script")]
    [InlineData("pictures[0]", "x", "pictures")]
    public async Task Estimate_ScriptThatCannotBe_IsRefusedByItsField(string field, string content, string param)
    {
        using var form = TestSubmissions.Form().WithFile(field, System.Text.Encoding.UTF8.GetBytes(content));

        var answer = await (await host.ClientOf("scripted").PostAsync("v1/videos/estimate", form)).JsonAsync(
            HttpStatusCode.BadRequest
        );

        answer.GetProperty("error").Text("param").ShouldBe(param);
    }

    [Fact]
    public async Task Estimate_ThenCreate_HasTheSameShotsAndStoresNothing()
    {
        using var client = host.ClientOf("reckoner");

        var estimate = await (await EstimateAsync(client, ("steps", "7"), ("seconds", "3"))).JsonAsync();

        (await (await client.GetAsync("v1/videos")).JsonAsync()).GetProperty("data").GetArrayLength().ShouldBe(0);
        host.ScratchFiles.ShouldBeEmpty();
        using var form = TestSubmissions.Form(("steps", "7"), ("seconds", "3"));
        var video = await (await client.SubmitAsync(form)).JsonAsync();
        estimate.Text("object").ShouldBe("video.estimate");
        estimate.Text("model").ShouldBe(video.Text("model"));
        estimate.Text("size").ShouldBe(video.Text("size"));
        estimate.Text("seconds").ShouldBe(video.Text("seconds"));
        var details = video.GetProperty("omniavatar");
        Number(estimate, "shots").ShouldBe(Number(details, "shots_total"));
        Number(estimate, "segments").ShouldBe(Number(details, "segments_total"));
        Number(estimate, "steps").ShouldBe(7 * Number(details, "segments_total"));
        var slot = estimate.GetProperty("slots").EnumerateArray().ShouldHaveSingleItem();
        slot.Text("name").ShouldMatch("^slot-[0-9a-f]{8}$");
    }

    [Fact]
    public async Task Estimate_SpeechWithSilenceAround_ShowsItsPausesAtTheTimesOfTheVideo()
    {
        using var spoken = TestSubmissions.Form(("seconds", "")).WithFile("audio_reference", TestSubmissions.Hum(1));
        using var silent = TestSubmissions.Form();

        var pauses = await PausesAsync(spoken);

        // The lead of 0.3 s, one frame later than it lies in the sound.
        pauses[0].Start.ShouldBe(0.04);
        pauses[0].Seconds.ShouldBeInRange(0.2, 0.34);
        (await PausesAsync(silent)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Estimate_AfterAVideo_KnowsGpuTimeAndEnd()
    {
        using var client = host.ClientOf("measurer");
        await host.FinishedVideoAsync("measurer");

        var estimate = await (await EstimateAsync(client)).JsonAsync();

        estimate.GetProperty("gpu_seconds").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        Number(estimate, "ends_at").ShouldBeGreaterThanOrEqualTo(Number(estimate, "starts_at"));
    }

    [Fact]
    public async Task Estimate_ModelThatNoSlotHas_SaysWhatItWaitsFor()
    {
        using var client = host.ClientOf("patient");

        var estimate = await (await EstimateAsync(client, ("model", ApiHost.AbsentModel))).JsonAsync();

        estimate.GetProperty("starts_at").ValueKind.ShouldBe(JsonValueKind.Null);
        estimate.GetProperty("slots").GetArrayLength().ShouldBe(0);
        estimate.Text("waiting").ShouldContain("No running slot has the model");
    }

    [Fact]
    public async Task Estimate_WhatCreateWouldRefuse_IsRefusedTheSameWay()
    {
        using var client = host.ClientOf("hasty");

        var error = await (await EstimateAsync(client, ("overlap", "6"))).RefusalAsync(
            HttpStatusCode.BadRequest,
            "invalid_value"
        );

        error.Text("param").ShouldBe("overlap");
    }

    [Fact]
    public async Task Estimate_TenantAtItsLimits_IsAnsweredAndCountsNothing()
    {
        using var client = host.ClientOf("full", new TenantTerms { StoredBytes = 0 });

        (await EstimateAsync(client)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Estimate_ByAnotherMethod_IsNoVideoOfThisName()
    {
        using var client = host.ClientOf("curious");

        (await client.GetAsync("v1/videos/estimate")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<(double Start, double Seconds)[]> PausesAsync(HttpContent form)
    {
        var estimate = await (await host.ClientOf("listener").PostAsync("v1/videos/estimate", form)).JsonAsync();
        return
        [
            .. estimate
                .GetProperty("pauses")
                .EnumerateArray()
                .Select(pause => (pause.GetProperty("start").GetDouble(), pause.GetProperty("seconds").GetDouble())),
        ];
    }

    private static async Task<HttpResponseMessage> EstimateAsync(
        HttpClient client,
        params (string Name, string Value)[] fields
    )
    {
        using var form = TestSubmissions.Form(fields);
        return await client.PostAsync("v1/videos/estimate", form);
    }

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
