using System.Net;
using System.Text.Json;

namespace OmniAvatar.Tests.Api;

/// <summary>Reads answers as a stranger would: by their raw JSON.</summary>
internal static class Answers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<JsonElement> JsonAsync(
        this HttpResponseMessage answer,
        HttpStatusCode expected = HttpStatusCode.OK
    )
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(expected, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>A refusal in OpenAI's shape, with one sentence and no word of this machine.</summary>
    public static async Task<JsonElement> RefusalAsync(
        this HttpResponseMessage answer,
        HttpStatusCode expected,
        string code
    )
    {
        var body = await answer.JsonAsync(expected);
        var error = body.GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe(code);
        error.GetProperty("type").GetString().ShouldNotBeNullOrEmpty();
        error.TryGetProperty("param", out _).ShouldBeTrue();
        var message = error.GetProperty("message").GetString().ShouldNotBeNull();
        message.ShouldEndWith(".");
        message.ShouldNotContain(Path.GetTempPath());
        message.ShouldNotContain("Exception");
        return error;
    }

    public static string Text(this JsonElement element, string name) =>
        element.GetProperty(name).GetString().ShouldNotBeNull();

    public static async Task<JsonElement> VideoAsync(this HttpClient client, string id) =>
        await (await client.GetAsync($"v1/videos/{id}")).JsonAsync();

    /// <summary>Asks until a video has this status.</summary>
    public static async Task<JsonElement> UntilAsync(this HttpClient client, string id, string status)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var video = await client.VideoAsync(id);
            if (video.Text("status") == status)
                return video;
            await Task.Delay(20, patience.Token);
        }
    }
}
