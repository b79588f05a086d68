using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using OmniAvatar.Cli.Tests.Render;
using OmniAvatar.Cli.Tests.Serving;
using Xunit.Abstractions;

namespace OmniAvatar.Cli.Tests.Studio;

/// <summary>A whole stream: its playlist keeps the rules, and ffmpeg and hls.js play it from start to end.</summary>
public sealed class WholeStreamTests(TinyModel tiny, ITestOutputHelper output) : IClassFixture<TinyModel>, IDisposable
{
    /// <summary>How long the video is, where that is named: docs/benchmarks.md has an hour.</summary>
    private const string LengthVariable = "OMNIAVATAR_STREAM_SECONDS";

    private const int UsualSeconds = 12;
    private const string FastestPlayback = "16"; // Chromium has no faster one

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("whole-stream-");

    public void Dispose() => _folder.Delete(recursive: true);

    [BrowserFact]
    public async Task Stream_FromStartToEnd_IsValidAndPlaysInFfmpegAndHlsJs()
    {
        var seconds = int.TryParse(Environment.GetEnvironmentVariable(LengthVariable), out var named)
            ? named
            : UsualSeconds;
        using var service = await RunningService.StartAsync(tiny.Model, _folder.FullName);
        var video = $"{service.Address}/v1/videos/{await RenderAsync(service, seconds)}";

        using var http = new HttpClient();
        var playlist = PlaylistRules.Check(await http.GetStringAsync($"{video}/hls/index.m3u8"));
        var length = playlist.Parts.Sum(part => part.Seconds);
        length.ShouldBe(seconds + 0.36, 0.05);
        output.WriteLine($"{playlist.Parts.Count} parts, {length:0.00} s; every rule is kept");

        var frames = await MediaTools.FrameHashesAsync("-i", $"{video}/hls/index.m3u8");
        frames.ShouldBe(await MediaTools.FrameHashesAsync("-i", $"{video}/content"));
        output.WriteLine($"ffmpeg: {frames.Length} frames, as in the file");

        await using var browser = await StudioBrowser.StartAsync();
        await browser.Page.GotoAsync(service.Address);
        var played = await PlayAsync(browser.Page, $"{video}/hls/main.m3u8");
        output.WriteLine($"hls.js: played {played:0.00} s without a hole");
        played.ShouldBe(length, 0.2);
        browser.Complaints.ShouldBeEmpty();
    }

    /// <summary>Has silence rendered small and with one step, in windows of 4 s, or of 16 s so that an hour takes
    /// minutes.</summary>
    private async Task<string> RenderAsync(RunningService service, int seconds)
    {
        var submitted = await service.RunAsync(
            "submit",
            "--image",
            tiny.Picture,
            "--prompt",
            "A presenter listens",
            "--seconds",
            seconds.ToString(CultureInfo.InvariantCulture),
            "--steps",
            "1",
            "--size",
            "48x32",
            "--max-tokens",
            seconds > UsualSeconds ? "624" : "156",
            "--json"
        );
        submitted.ExitCode.ShouldBe(0, submitted.Error);
        using var video = JsonDocument.Parse(submitted.Output);
        var id = video.RootElement.GetProperty("id").GetString().ShouldNotBeNull();
        // The events end with the video, however long that takes.
        using var http = new HttpClient();
        using var events = new StreamReader(await http.GetStreamAsync($"{service.Address}/v1/videos/{id}/events"));
        (await events.ReadToEndAsync()).ShouldContain("\"status\":\"completed\"");
        return id;
    }

    /// <summary>Plays a stream as fast as the browser can; the seconds that were played in one piece.</summary>
    private static Task<double> PlayAsync(IPage page, string playlist) =>
        page.EvaluateAsync<double>(
            """
            async ([playlist, rate]) => {
              const script = document.querySelector("script[type=module]").src;
              const { default: Hls } = await import(script.replace("app.js", "vendor/hls.js"));
              const player = document.createElement("video");
              player.muted = true;
              document.body.append(player);
              const hls = new Hls({ enableWorker: false });
              const ended = new Promise((done, failed) => {
                player.onended = done;
                player.onerror = () => failed(player.error.message);
                hls.on(Hls.Events.ERROR, (_, problem) => problem.fatal && failed(problem.details));
              });
              hls.loadSource(playlist);
              hls.attachMedia(player);
              player.playbackRate = player.defaultPlaybackRate = Number(rate);
              await player.play();
              await ended;
              if (player.played.length !== 1) throw new Error(`played in ${player.played.length} pieces`);
              return player.played.end(0) - player.played.start(0);
            }
            """,
            new[] { playlist, FastestPlayback }
        );
}
