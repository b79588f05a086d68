using System.Text.Json;
using Microsoft.Playwright;

namespace OmniAvatar.Cli.Tests.Studio;

/// <summary>How long after a segment's commit its pictures are in the browser, ready to be shown.</summary>
internal static class PictureDelays
{
    private const double Tolerance = 0.1; // seconds; the sound of a part ends a little before or after its pictures

    /// <summary>From now on, notes when the player has more to show.</summary>
    public static Task BeginAsync(IPage page) =>
        page.EvaluateAsync(
            """
            () => {
              window.shown = [];
              setInterval(() => {
                const ranges = document.querySelector("video")?.buffered;
                const end = ranges?.length ? ranges.end(ranges.length - 1) : 0;
                if (end > (shown.at(-1)?.end ?? 0)) shown.push({ end, at: Date.now() });
              }, 20);
            }
            """
        );

    /// <summary>Of each segment that was committed since then, in seconds.</summary>
    /// <param name="page">Where the video was watched to its end.</param>
    /// <param name="playlist">Of the finished video: it says where its segments end.</param>
    /// <param name="artifacts">The folder in which the service keeps what it renders, of this video alone.</param>
    /// <param name="since">When to begin.</param>
    public static async Task<double[]> SinceAsync(IPage page, string playlist, string artifacts, DateTime since)
    {
        var shown = (await page.EvaluateAsync<JsonElement>("() => shown"))
            .EnumerateArray()
            .Select(one => (End: one.GetProperty("end").GetDouble(), At: one.GetProperty("at").GetDouble()))
            .ToList();
        var commits = Directory
            .EnumerateFiles(artifacts, "result.json", SearchOption.AllDirectories)
            .Where(file => file.Contains("/shots/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(File.GetLastWriteTimeUtc)
            .ToList();
        var delays = new List<double>();
        var (end, committed) = (0.0, DateTime.MinValue);
        foreach (var (part, commit) in PlaylistRules.Check(playlist).Parts.Zip(commits))
        {
            end += part.Seconds;
            // A segment can be shown when all before it are committed as well.
            committed = commit > committed ? commit : committed;
            if (commit < since)
                continue;
            var at = shown.First(seen => seen.End > end - Tolerance).At;
            delays.Add(at / 1000 - (committed - DateTime.UnixEpoch).TotalSeconds);
        }
        return [.. delays.Order()];
    }
}
