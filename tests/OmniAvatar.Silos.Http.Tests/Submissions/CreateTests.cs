using System.Net;
using System.Net.Http.Json;
using OmniAvatar.Artifacts;
using OmniAvatar.Identity;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Submissions;

[Collection(ApiCollection.Name)]
public sealed class CreateTests(ApiHost host)
{
    private const string Tenant = "creator";

    private readonly HttpClient _client = host.ClientOf(Tenant);

    [Fact]
    public async Task Create_MultipartWithoutSound_AnswersInThePublicShape()
    {
        using var form = TestSubmissions.Form(("seed", "7"), ("seconds", "1.5"));

        var video = await (await _client.SubmitAsync(form)).JsonAsync();

        video.Text("id").ShouldMatch("^video_[0-9a-f]{32}$");
        video.Text("object").ShouldBe("video");
        video.Text("model").ShouldBe(ApiHost.Model);
        video.Text("status").ShouldBeOneOf("queued", "in_progress");
        video.GetProperty("progress").GetInt32().ShouldBeInRange(0, 99);
        video
            .GetProperty("created_at")
            .GetInt64()
            .ShouldBeInRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        foreach (var absent in (string[])["completed_at", "expires_at", "error", "remixed_from_video_id"])
            video.GetProperty(absent).ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null, absent);
        video.Text("prompt").ShouldBe("A presenter speaks");
        video.Text("size").ShouldBe("128x128");
        // 1.5 s, the 0.3 s before it, and the picture itself.
        video.Text("seconds").ShouldBe("1.84");
        video.GetProperty("omniavatar").GetProperty("segments_total").GetInt32().ShouldBe(4);

        var request = await JobDocuments.RequestAsync(host.Store, new JobId(Tenant, video.Text("id")), default);
        request.Seed.ShouldBe(7);
    }

    [Fact]
    public async Task Create_JsonWithDataUrls_TakesTheFilesFromThem()
    {
        var body = new
        {
            prompt = "A presenter speaks",
            model = ApiHost.Model,
            size = "64x64",
            steps = 2,
            input_reference = new
            {
                image_url = $"data:image/png;base64,{Convert.ToBase64String(TestSubmissions.Picture)}",
            },
            audio_reference = $"data:audio/wav;base64,{Convert.ToBase64String(TestSubmissions.Hum(0.5))}",
        };

        var video = await (await _client.PostAsJsonAsync("v1/videos", body)).JsonAsync();

        video.Text("size").ShouldBe("64x64");
        video.Text("seconds").ShouldBe("0.84");
        video.GetProperty("omniavatar").GetProperty("warnings").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("prompt", " ", "prompt", "missing_required_parameter")]
    [InlineData("prompt", "nul\0", "prompt", "invalid_value")]
    [InlineData("seed", "-2", "seed", "invalid_value")]
    [InlineData("steps", "1001", "steps", "invalid_value")]
    [InlineData("size", "720", "size", "invalid_value")]
    [InlineData("size", "100x100", "size", "invalid_value")]
    [InlineData("overlap", "6", "overlap", "invalid_value")]
    [InlineData("seconds", "NaN", "seconds", "invalid_value")]
    [InlineData("seconds", "1e9", "seconds", "invalid_value")]
    [InlineData("priority", "highest", "priority", "invalid_value")]
    [InlineData("image_reference", "https://example.org/a.png", "image_reference", "invalid_value")]
    [InlineData("audio_reference", "file:///etc/passwd", "audio_reference", "invalid_value")]
    [InlineData("audio_reference", "data:audio/wav;base64,!!", "audio_reference", "invalid_value")]
    [InlineData("colour", "red", "colour", "unknown_parameter")]
    [InlineData("model", "nobody-has-it", "model", "model_not_found")]
    [InlineData("model", ApiHost.ForgottenModel, "model", "model_not_found")]
    [InlineData("model", "../../secret", "model", "model_not_found")]
    public async Task Create_FieldThatCannotBe_IsRefusedByName(string field, string value, string? param, string code)
    {
        using var form =
            field == "image_reference"
                ? new MultipartFormDataContent
                {
                    { new StringContent("x"), "prompt" },
                    { new StringContent(value), field },
                }
                : TestSubmissions.Form((field, value));

        var error = await (await _client.SubmitAsync(form)).RefusalAsync(HttpStatusCode.BadRequest, code);

        error.GetProperty("param").GetString().ShouldBe(param);
    }

    [Fact]
    public async Task Create_UnknownModel_NamesTheKnownOnes()
    {
        using var form = TestSubmissions.Form(("model", "nobody-has-it"));

        var error = await (await _client.SubmitAsync(form)).RefusalAsync(HttpStatusCode.BadRequest, "model_not_found");

        error.Text("message").ShouldContain($"{ApiHost.AbsentModel}, {ApiHost.Model}");
    }

    [Fact]
    public async Task Create_ModelThatNoSlotHas_IsAcceptedAndSaysThatItWaits()
    {
        using var form = TestSubmissions.Form(("model", ApiHost.AbsentModel));

        var video = await (await _client.SubmitAsync(form)).JsonAsync();

        video.Text("status").ShouldBe("queued");
        video
            .GetProperty("omniavatar")
            .GetProperty("warnings")[0]
            .GetString()
            .ShouldNotBeNull()
            .ShouldContain(ApiHost.AbsentModel);
    }

    [Fact]
    public async Task Create_BadFiles_LeavesNothingAndNamesTheFieldOnly()
    {
        using var client = host.ClientOf("spoiler");
        using var noPicture = TestSubmissions.Form();
        using var damaged = new MultipartFormDataContent
        {
            { new StringContent("x"), "prompt" },
            { new StringContent(ApiHost.Model), "model" },
        };
        damaged.WithFile("input_reference", TestSubmissions.Picture[..2000]);
        using var noSound = new MultipartFormDataContent
        {
            { new StringContent("x"), "prompt" },
            { new StringContent(ApiHost.Model), "model" },
        };
        noSound
            .WithFile("input_reference", TestSubmissions.Picture)
            .WithFile("audio_reference", "no sound"u8.ToArray());

        var picture = await (await client.SubmitAsync(damaged)).RefusalAsync(HttpStatusCode.BadRequest, "bad_input");
        var sound = await (await client.SubmitAsync(noSound)).RefusalAsync(HttpStatusCode.BadRequest, "bad_input");

        picture.Text("message").ShouldStartWith("The picture input_reference ");
        sound.Text("message").ShouldStartWith("The sound audio_reference ");
        (await host.Store.ListAsync(ArtifactName.Parse("spoiler"), default).ToListAsync()).ShouldBeEmpty();
        host.ScratchFiles.Where(file => file.Contains("submission.", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_FileOverItsLimit_IsRefusedWithTheLimit()
    {
        using var form = TestSubmissions.Form().WithFile("audio_reference", new byte[host.Options.SoundBytes + 1]);

        var error = await (await _client.SubmitAsync(form)).RefusalAsync(
            HttpStatusCode.RequestEntityTooLarge,
            "too_large"
        );

        error.Text("message").ShouldContain($"{host.Options.SoundBytes}");
    }

    [Theory]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest, "malformed_body")]
    [InlineData("application/json", "[]", HttpStatusCode.BadRequest, "malformed_body")]
    [InlineData("application/json", """{"prompt": "\ud800"}""", HttpStatusCode.BadRequest, "malformed_body")]
    [InlineData("application/json", """{"prompt": "a", "prompt": "b"}""", HttpStatusCode.BadRequest, "malformed_body")]
    [InlineData("application/json", """{"a": [[[[[[[[[1]]]]]]]]]}""", HttpStatusCode.BadRequest, "malformed_body")]
    [InlineData("multipart/form-data", "x", HttpStatusCode.BadRequest, "malformed_body")]
    [InlineData(
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\ncut off",
        HttpStatusCode.BadRequest,
        "malformed_body"
    )]
    [InlineData("text/plain", "hello", HttpStatusCode.UnsupportedMediaType, "unsupported_media_type")]
    public async Task Create_BodyThatIsNoSubmission_IsRefused(
        string type,
        string body,
        HttpStatusCode status,
        string code
    )
    {
        using var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        await (await _client.SubmitAsync(content)).RefusalAsync(status, code);
    }
}
