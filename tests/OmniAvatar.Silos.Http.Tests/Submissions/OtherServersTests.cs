using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using OmniAvatar.Artifacts;
using OmniAvatar.Identity;
using OmniAvatar.Requests;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Submissions;

/// <summary>What clients send that were written for other servers of the same shape.</summary>
[Collection(ApiCollection.Name)]
public sealed class OtherServersTests(ApiHost host)
{
    private const string Tenant = "newcomer";

    private readonly HttpClient _client = host.ClientOf(Tenant);

    private static string PictureUrl { get; } =
        $"data:image/png;base64,{Convert.ToBase64String(TestSubmissions.Picture)}";

    private static string SoundUrl { get; } =
        $"data:audio/wav;base64,{Convert.ToBase64String(TestSubmissions.Hum(0.5))}";

    [Fact]
    public async Task Create_ReferencesAsJsonTextInMultipart_TakesTheFilesFromThem()
    {
        using var form = Bare();
        form.Add(new StringContent($$"""{"image_url": "{{PictureUrl}}"}"""), "input_reference");
        form.Add(new StringContent($$""" {"audio_url":"{{SoundUrl}}"}"""), "audio_reference");

        var video = await (await _client.SubmitAsync(form)).JsonAsync();

        video.Text("seconds").ShouldBe("0.84");
    }

    [Fact]
    public async Task Create_ReferenceAsDataUrlInMultipart_IsAsInJson()
    {
        using var form = Bare();
        form.Add(new StringContent(PictureUrl), "image_reference");
        form.Add(new StringContent(SoundUrl), "audio_reference");

        (await (await _client.SubmitAsync(form)).JsonAsync()).Text("seconds").ShouldBe("0.84");
    }

    [Fact]
    public async Task Create_NestedUrlInJson_Works()
    {
        var body = new
        {
            prompt = "x",
            model = ApiHost.Model,
            seconds = "0.5",
            input_reference = new { image_url = new { url = PictureUrl } },
        };

        (await (await _client.PostAsJsonAsync("v1/videos", body)).JsonAsync()).Text("seconds").ShouldBe("0.84");
    }

    [Fact]
    public async Task Create_OthersNames_MeanTheSame()
    {
        var request = await RequestOfAsync(
            ("num_inference_steps", "2"),
            ("guidance_scale", "3.5"),
            ("width", "64"),
            ("height", "128"),
            ("fps", "25"),
            ("n", "1"),
            ("user", "someone"),
            ("seed", "42.0")
        );

        (request.Steps, request.TextGuidanceScale, request.Width, request.Height, request.Seed).ShouldBe(
            (2, 3.5, 64, 128, 42)
        );
    }

    [Fact]
    public async Task Create_EmptyFields_AreAbsent()
    {
        using var form = TestSubmissions.Form(
            ("seed", ""),
            ("size", ""),
            ("model", ApiHost.Model),
            ("steps", ""),
            ("priority", ""),
            ("num_inference_steps", "")
        );
        form.Add(NoFile());

        var video = await (await _client.SubmitAsync(form)).JsonAsync();

        (await JobDocuments.RequestAsync(host.Store, new JobId(Tenant, video.Text("id")), default)).Seed.ShouldBe(
            ReleasedDefaults.Seed
        );
    }

    [Fact]
    public async Task Create_RandomSeed_IsDrawnAndTold()
    {
        using var first = TestSubmissions.Form(("seed", "-1"));
        using var second = TestSubmissions.Form(("seed", "-1"));

        var (one, other) = (
            await (await _client.SubmitAsync(first)).JsonAsync(),
            await (await _client.SubmitAsync(second)).JsonAsync()
        );

        var seed = (await JobDocuments.RequestAsync(host.Store, new JobId(Tenant, one.Text("id")), default)).Seed;
        seed.ShouldNotBe(
            (await JobDocuments.RequestAsync(host.Store, new JobId(Tenant, other.Text("id")), default)).Seed
        );
        seed.ShouldBeInRange(0, uint.MaxValue);
        one.GetProperty("omniavatar")
            .GetProperty("warnings")[0]
            .GetString()
            .ShouldNotBeNull()
            .ShouldContain($" {seed}.");
    }

    [Theory]
    [InlineData("0.9", true)]
    [InlineData("8", false)]
    public async Task Create_SecondsBesideSpeech_MustAgreeWithIt(string seconds, bool agrees)
    {
        using var form = TestSubmissions
            .Form(("seconds", seconds))
            .WithFile("audio_reference", TestSubmissions.Hum(0.5));

        using var answer = await _client.SubmitAsync(form);

        if (agrees)
        {
            (await answer.JsonAsync())
                .GetProperty("omniavatar")
                .GetProperty("warnings")[0]
                .GetString()
                .ShouldNotBeNull()
                .ShouldContain("'seconds' is ignored");
            return;
        }
        var error = await answer.RefusalAsync(HttpStatusCode.BadRequest, "invalid_value");
        error.Text("param").ShouldBe("seconds");
        error.Text("message").ShouldContain("is 8, but the speech has 0.5 s");
    }

    [Theory]
    [InlineData("fps", "30", "fps", "25")]
    [InlineData("n", "2", "n", "one video")]
    [InlineData("height", "128", "height", "must be given together")]
    [InlineData("size", "1280x720", "size", "sizes that work: 128x128")]
    [InlineData("overlap", "6", "overlap", "6")]
    [InlineData("num_frame", "81", "num_frame", "the nearest is 'num_frames'")]
    [InlineData("num_frames", "81", "num_frames", "send one of them")]
    [InlineData("enable_teacache", "true", "enable_teacache", "the nearest is 'tea_cache'")]
    [InlineData("guidance_scale", "x", "guidance_scale", "number")]
    [InlineData("seed", "42.5", "seed", "whole number")]
    [InlineData("seed", "-2", "seed", "whole number")]
    public async Task Create_WhatCannotBe_NamesTheFieldThatWasSent(
        string field,
        string value,
        string param,
        string sentence
    )
    {
        using var form = TestSubmissions.Form((field, value));

        using var answer = await _client.SubmitAsync(form);

        var error = await answer.RefusalAsync(
            HttpStatusCode.BadRequest,
            sentence.Contains("nearest") ? "unknown_parameter" : "invalid_value"
        );
        error.Text("param").ShouldBe(param);
        error.Text("message").ShouldContain(sentence);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(21)]
    [InlineData(81)]
    public async Task Create_NumFramesWithoutSpeech_GivesThisManyFrames(int frames)
    {
        using var form = Bare();
        form.WithFile("input_reference", TestSubmissions.Picture);
        form.Add(new StringContent($"{frames}"), "num_frames");

        var video = await (await _client.SubmitAsync(form)).JsonAsync();

        (double.Parse(video.Text("seconds"), CultureInfo.InvariantCulture) * 25).ShouldBe(frames, 1e-9);
    }

    [Theory]
    [InlineData("10", "from 11 to")]
    [InlineData("2000000000", "from 11 to")]
    [InlineData("0", "whole number")]
    public async Task Create_NumFramesOutOfRange_IsRefused(string frames, string sentence)
    {
        using var form = Bare();
        form.WithFile("input_reference", TestSubmissions.Picture);
        form.Add(new StringContent(frames), "num_frames");

        var error = await (await _client.SubmitAsync(form)).RefusalAsync(HttpStatusCode.BadRequest, "invalid_value");

        error.Text("param").ShouldBe("num_frames");
        error.Text("message").ShouldContain(sentence);
    }

    [Fact]
    public async Task Create_NumFramesBesideSpeech_IsRefused()
    {
        using var form = Bare();
        form.WithFile("input_reference", TestSubmissions.Picture);
        form.WithFile("audio_reference", TestSubmissions.Hum(0.5));
        form.Add(new StringContent("21"), "num_frames");

        var error = await (await _client.SubmitAsync(form)).RefusalAsync(HttpStatusCode.BadRequest, "invalid_value");

        error.Text("message").ShouldContain("only allowed without speech");
    }

    [Fact]
    public async Task Create_ReferenceUrl_IsThePicture()
    {
        using var form = Bare();
        form.Add(new StringContent(PictureUrl), "reference_url");
        form.Add(new StringContent("0.5"), "seconds");

        (await (await _client.SubmitAsync(form)).JsonAsync()).Text("seconds").ShouldBe("0.84");
    }

    [Fact]
    public async Task Create_PictureUnderTwoNames_IsRefused()
    {
        using var form = Bare();
        form.Add(new StringContent(PictureUrl), "reference_url");
        form.Add(new StringContent(PictureUrl), "input_reference");

        await (await _client.SubmitAsync(form)).RefusalAsync(HttpStatusCode.BadRequest, "invalid_value");
    }

    [Fact]
    public async Task Create_WidthAndHeightThatDoNotFit_AreNamedAsSent()
    {
        using var form = TestSubmissions.Form(("width", "1280"), ("height", "720"));

        (await (await _client.SubmitAsync(form)).RefusalAsync(HttpStatusCode.BadRequest, "invalid_value"))
            .Text("param")
            .ShouldBe("width");
    }

    [Theory]
    [InlineData("""["data:image/png;base64,AAAA"]""", "not a list")]
    [InlineData("""{"file_id": "file-1"}""", "a file by its id")]
    [InlineData("\"https://example.org/a.png\"", "does not fetch")]
    [InlineData("\"a.png\"", "data URL")]
    public async Task Create_ReferenceOfAnotherKind_IsRefusedAsWhatItIs(string value, string sentence)
    {
        using var body = new StringContent(
            $$"""{"prompt": "x", "model": "{{ApiHost.Model}}", "input_reference": {{value}}}""",
            Encoding.UTF8,
            "application/json"
        );

        var error = await (await _client.SubmitAsync(body)).RefusalAsync(HttpStatusCode.BadRequest, "invalid_value");

        error.Text("param").ShouldBe("input_reference");
        error.Text("message").ShouldContain(sentence);
    }

    [Theory]
    [InlineData("input_reference")]
    [InlineData("image_reference")]
    public async Task Create_DamagedFile_IsNamedAsItWasSent(string field)
    {
        using var form = Bare();
        form.WithFile(field, TestSubmissions.Picture[..2000]);

        var error = await (await _client.SubmitAsync(form)).RefusalAsync(HttpStatusCode.BadRequest, "bad_input");

        error.Text("param").ShouldBe(field);
        error.Text("message").ShouldStartWith($"The picture {field} ");
    }

    [Fact]
    public async Task Create_FileWithoutAName_IsAFile()
    {
        using var unnamed = Bare();
        unnamed.Add(
            new ByteArrayContent(TestSubmissions.Picture) { Headers = { { "Content-Type", "image/png" } } },
            "input_reference"
        );
        using var emptyName = Bare();
        var file = new ByteArrayContent(TestSubmissions.Picture);
        file.Headers.TryAddWithoutValidation(
            "Content-Disposition",
            "form-data; name=\"input_reference\"; filename=\"\""
        );
        emptyName.Add(file);

        (await _client.SubmitAsync(unnamed)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _client.SubmitAsync(emptyName)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("text/plain; charset=iso-8859-1", new byte[] { (byte)'c', 0xE9 }, "cé")]
    [InlineData("text/plain; charset=utf-16", new byte[] { (byte)'c', 0, 0xE9, 0 }, "cé")]
    [InlineData("text/plain", new byte[] { (byte)'c', 0xC3, 0xA9 }, "cé")]
    [InlineData("text/plain", new byte[] { (byte)'c', 0xE9 }, null)]
    [InlineData("text/plain; charset=us-ascii", new byte[] { (byte)'c', 0xE9 }, null)]
    [InlineData("text/plain; charset=klingon", new byte[] { (byte)'c' }, null)]
    public async Task Create_PromptInACharset_IsDecodedByItOrRefused(string type, byte[] prompt, string? expected)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(ApiHost.Model), "model" },
            { new StringContent("0.5"), "seconds" },
        };
        var part = new ByteArrayContent(prompt);
        part.Headers.TryAddWithoutValidation("Content-Type", type);
        form.Add(part, "prompt");
        form.WithFile("input_reference", TestSubmissions.Picture);

        using var answer = await _client.SubmitAsync(form);

        if (expected is null)
            (await answer.RefusalAsync(HttpStatusCode.BadRequest, "invalid_value")).Text("param").ShouldBe("prompt");
        else
            (await answer.JsonAsync()).Text("prompt").ShouldBe(expected);
    }

    private static MultipartFormDataContent Bare() =>
        new() { { new StringContent("x"), "prompt" }, { new StringContent(ApiHost.Model), "model" } };

    private static ByteArrayContent NoFile()
    {
        var none = new ByteArrayContent([]);
        none.Headers.TryAddWithoutValidation(
            "Content-Disposition",
            "form-data; name=\"audio_reference\"; filename=\"\""
        );
        return none;
    }

    private async Task<RenderRequest> RequestOfAsync(params (string Name, string Value)[] fields)
    {
        using var form = TestSubmissions.Form(fields);
        var video = await (await _client.SubmitAsync(form)).JsonAsync();
        return await JobDocuments.RequestAsync(host.Store, new JobId(Tenant, video.Text("id")), default);
    }
}
