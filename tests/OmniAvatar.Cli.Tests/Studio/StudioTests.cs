using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using OmniAvatar.Cli.Tests.Serving;
using Xunit.Abstractions;

namespace OmniAvatar.Cli.Tests.Studio;

/// <summary>The studio page in a browser, on a real <c>serve</c> with the shipped model.</summary>
public sealed class StudioTests(ITestOutputHelper output) : IDisposable
{
    private const int FramesPerSecond = 25;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("studio-");

    public void Dispose() => _folder.Delete(recursive: true);

    [BrowserFact]
    public async Task Video_WatchedRestartedRemadeAndDownloaded_IsTheServices()
    {
        var service = await RunningService.StartAsync(Shipped("models/demo"), _folder.FullName);
        try
        {
            await using var browser = await StudioBrowser.StartAsync();
            var page = browser.Page;
            await SubmitAsync(page, service.Address);

            // Pictures of the first segment, before the job ends.
            await page.WaitForFunctionAsync("() => document.querySelector('video')?.videoWidth > 0");
            (await page.Locator(".status").TextContentAsync()).ShouldNotBeNull().ShouldContain("Rendering");

            await StudioBrowser.KeepScreenshotAsync(page, "studio-watching");
            await LookAtServiceAsync(page, service.Address);
            await PictureDelays.BeginAsync(page);

            await service.KillAsync();
            service.Dispose();
            service = await RunningService.StartAsync(
                Shipped("models/demo"),
                _folder.FullName,
                new Uri(service.Address).Port
            );

            var restarted = DateTime.UtcNow;
            await page.WaitForSelectorAsync("text=Download video");
            await TellDelaysAsync(page, service, restarted);
            await browser.ShouldSuitEverybodyAsync("a video");
            var first = await DownloadAsync(page, service);
            (await TagsOfAsync(first)).ShouldBe("Questions|An episode");
            (await page.Locator("text=Download subtitles").CountAsync()).ShouldBe(1);
            await RemakeFirstShotAsync(page);
            var second = await DownloadAsync(page, service);
            await FramesDifferOnlyInFirstShotAsync(first, second, await FramesOfFirstShotAsync(page, service));

            browser.Complaints.ShouldBeEmpty();
            browser.Hosts.ShouldBe([new Uri(service.Address).Authority]);
        }
        finally
        {
            service.Dispose();
        }
    }

    [BrowserFact]
    public async Task Pages_InBothSchemesAndAllWidths_FitAndAreAccessible()
    {
        using var service = await RunningService.StartAsync(Shipped("models/demo"), _folder.FullName);
        foreach (
            var (width, scheme) in new[]
            {
                (360, ColorScheme.Light),
                (1280, ColorScheme.Dark),
                (2560, ColorScheme.Light),
            }
        )
        {
            await using var browser = await StudioBrowser.StartAsync(width, scheme: scheme);
            foreach (var view in new[] { "#/", "#/new", "#/operator" })
            {
                await browser.Page.GotoAsync($"{service.Address}/{view}");
                await browser.Page.WaitForSelectorAsync("h1");
                await browser.Page.EvaluateAsync(
                    "document.querySelectorAll('details').forEach(one => one.open = true)"
                );
                await browser.ShouldSuitEverybodyAsync(view);
            }
            browser.Complaints.ShouldBeEmpty();
        }
    }

    /// <summary>The operator's view says what the slot renders.</summary>
    private static async Task LookAtServiceAsync(IPage page, string address)
    {
        await page.GotoAsync($"{address}/#/operator");
        await page.WaitForSelectorAsync("text=/Shot \\d+, segment \\d+/");
        await StudioBrowser.KeepScreenshotAsync(page, "studio-service");
        await page.GoBackAsync();
    }

    /// <summary>For docs/benchmarks.md; a machine that runs other tests meanwhile has no say in it.</summary>
    private async Task TellDelaysAsync(IPage page, RunningService service, DateTime since)
    {
        using var client = new HttpClient();
        var id = page.Url.Split('/')[^1];
        var playlist = await client.GetStringAsync($"{service.Address}/v1/videos/{id}/hls/index.m3u8");
        var delays = await PictureDelays.SinceAsync(page, playlist, _folder.FullName, since);
        delays.ShouldNotBeEmpty();
        output.WriteLine(
            $"commit to pictures in the browser: median {delays[delays.Length / 2]:0.00} s, most {delays[^1]:0.00} s, {delays.Length} segments"
        );
    }

    private static async Task SubmitAsync(IPage page, string address)
    {
        await page.GotoAsync($"{address}/#/new");
        await page.SetInputFilesAsync("input[name=picture]", Shipped("samples/drawn-face.png"));
        await page.SetInputFilesAsync("input[name=sound]", Shipped("samples/drawn-face.mp3"));
        await page.FillAsync("textarea[name=prompt]", "A drawn face looks into the camera and speaks");
        await page.SelectOptionAsync("select[name=quality]", "draft");
        await page.ClickAsync(".episode summary");
        await page.SetInputFilesAsync(
            "input[name=captions]",
            Text("talk.srt", "1\n00:00:00,100 --> 00:00:01,000\nHello\n")
        );
        await page.SetInputFilesAsync("input[name=chapters]", Text("chapters.txt", "00:00 Questions\n"));
        await page.FillAsync("input[name=title]", "An episode");
        await page.WaitForSelectorAsync("text=of video in");
        await StudioBrowser.KeepScreenshotAsync(page, "studio-new-video");
        await page.ClickAsync("text=Make the video");
        await page.WaitForURLAsync("**/#/videos/*");
    }

    private static FilePayload Text(string name, string content) =>
        new()
        {
            Name = name,
            MimeType = "text/plain",
            Buffer = Encoding.UTF8.GetBytes(content),
        };

    /// <summary>The titles of the first chapter and of the file.</summary>
    private static async Task<string> TagsOfAsync(string file)
    {
        using var tags = JsonDocument.Parse(
            await MediaTools.OutputOfAsync(
                "ffprobe",
                "-v",
                "error",
                "-show_chapters",
                "-show_format",
                "-of",
                "json",
                file
            )
        );
        var chapter = tags.RootElement.GetProperty("chapters")[0].GetProperty("tags").GetProperty("title");
        var title = tags.RootElement.GetProperty("format").GetProperty("tags").GetProperty("title");
        return $"{chapter}|{title}";
    }

    private static async Task RemakeFirstShotAsync(IPage page)
    {
        var old = page.Url;
        await page.ClickAsync(".shots button >> nth=0");
        await page.ClickAsync("text=Make this shot again");
        await page.WaitForFunctionAsync("old => location.href !== old", old);
        await page.WaitForSelectorAsync("text=Made from");
        await page.WaitForSelectorAsync("text=Download video");
    }

    /// <summary>The file that the page's link gives, whose hash is that of the service's answer.</summary>
    private async Task<string> DownloadAsync(IPage page, RunningService service)
    {
        var file = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.mp4");
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("text=Download video"));
        await download.SaveAsAsync(file);
        using var client = new HttpClient();
        var id = page.Url.Split('/')[^1];
        using var answer = await client.GetAsync($"{service.Address}/v1/videos/{id}/content");
        Convert
            .ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file)))
            .ShouldBe(answer.Headers.ETag.ShouldNotBeNull().Tag.Trim('"'));
        return file;
    }

    /// <summary>All frames after the first shot are the same, and of the first shot only the picture itself.</summary>
    private static async Task FramesDifferOnlyInFirstShotAsync(string one, string other, int shotFrames)
    {
        var (before, after) = (
            await MediaTools.FrameHashesAsync("-i", one),
            await MediaTools.FrameHashesAsync("-i", other)
        );
        after.Length.ShouldBe(before.Length);
        var changed = Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).ToList();
        changed.Count.ShouldBeGreaterThan(shotFrames / 2);
        changed[^1].ShouldBeLessThan(shotFrames);
    }

    private static async Task<int> FramesOfFirstShotAsync(IPage page, RunningService service)
    {
        using var client = new HttpClient();
        using var shots = JsonDocument.Parse(
            await client.GetStringAsync($"{service.Address}/v1/videos/{page.Url.Split('/')[^1]}/shots")
        );
        return (int)
            Math.Round(shots.RootElement.GetProperty("data")[0].GetProperty("end").GetDouble() * FramesPerSecond);
    }

    private static string Shipped(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OmniAvatar.Cluster.sln")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, path);
    }
}
