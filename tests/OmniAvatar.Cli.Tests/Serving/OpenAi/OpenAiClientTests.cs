using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using OmniAvatar.Cli.Tests.Processes;
using OmniAvatar.Cli.Tests.Render;

namespace OmniAvatar.Cli.Tests.Serving.OpenAi;

/// <summary>OpenAI's own client, unmodified, against a real <c>serve</c>: see client.mjs beside this file.</summary>
public sealed class OpenAiClientTests(TinyModel tiny) : IClassFixture<TinyModel>, IDisposable
{
    private const string Key = "a-key-of-this-test-0123456789";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-openai-");

    public void Dispose() => _folder.Delete(recursive: true);

    [OpenAiClientFact]
    public async Task Client_CreatesWatchesRemixesListsDownloadsAndDeletes_AsWithOpenAi()
    {
        using var service = await RunningService.StartAsync(tiny.Model, _folder.FullName, key: Key);

        using var answers = await AskAsync(service.Address);

        var all = answers.RootElement;
        all.GetProperty("models").EnumerateArray().ShouldHaveSingleItem();
        Text(all, "done", "status").ShouldBe("completed");
        Text(all, "done", "object").ShouldBe("video");
        Text(all, "silentDone", "status").ShouldBe("completed");
        Text(all, "silentDone", "seconds").ShouldBe("1.36");
        Text(all, "remix", "status").ShouldBe("completed");
        Text(all, "remix", "remixed_from_video_id").ShouldBe(Text(all, "done", "id"));
        Texts(all, "listed").ShouldBe(Texts(all, "ids"));
        Text(all, "deleted", "object").ShouldBe("video.deleted");
        Text(all, "thumbnailStart").ShouldBe("RIFF");
        Text(all, "videoHash").ShouldBe(await HashOfContentAsync(service.Address, Text(all, "done", "id")));
        Text(all, "refusals", "unknown").ShouldBe("NotFoundError 404 video_not_found");
        Text(all, "refusals", "gone").ShouldBe("NotFoundError 404 video_not_found");
        Text(all, "refusals", "model").ShouldBe("BadRequestError 400 model_not_found");
        Text(all, "refusals", "key").ShouldBe("AuthenticationError 401 invalid_api_key");
        Text(all, "refusals", "notReady").ShouldBe("ConflictError 409 video_not_ready");
    }

    private async Task<JsonDocument> AskAsync(string address)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "OpenAi", "client.mjs");
        using var node = Process.Start(
            new ProcessStartInfo(
                "node",
                [script, OpenAiClientFactAttribute.Packages!, address, Key, tiny.Picture, tiny.Word]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var result = await CliProcess.FinishAsync(node);
        result.ExitCode.ShouldBe(0, result.Error);
        return JsonDocument.Parse(result.Output);
    }

    private static async Task<string> HashOfContentAsync(string address, string id)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        var content = await client.GetByteArrayAsync($"{address}/v1/videos/{id}/content");
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    private static string Text(JsonElement all, params string[] path) =>
        path.Aggregate(all, (element, name) => element.GetProperty(name)).GetString().ShouldNotBeNull();

    private static string?[] Texts(JsonElement all, string name) =>
        [.. all.GetProperty(name).EnumerateArray().Select(one => one.GetString())];
}
