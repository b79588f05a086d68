using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using OmniAvatar.Artifacts;

namespace OmniAvatar.Cli.Tests.Render;

/// <summary>What a render left: the file's frames, and the segments' manifests and the log in the data
/// folder.</summary>
internal static partial class RenderResult
{
    /// <summary>One line per frame with the MD5 of its decoded bytes.</summary>
    public static string[] FrameMd5(string video) =>
        [
            .. Read("ffmpeg", "-v", "error", "-i", video, "-map", "0:v", "-f", "framemd5", "-")
                .Where(line => line[0] != '#'),
        ];

    /// <summary>Codec, pixel format, frame rate and size of each stream, one line a stream.</summary>
    public static string[] Streams(string video) =>
        Read(
            "ffprobe",
            "-v",
            "error",
            "-show_entries",
            "stream=codec_name,pix_fmt,r_frame_rate,width,height",
            "-of",
            "csv=p=0",
            video
        );

    /// <summary>Every committed segment's manifest by the segment's number, for a data folder with one job.</summary>
    public static SortedDictionary<int, ResultManifest> Segments(string data)
    {
        var found = new SortedDictionary<int, ResultManifest>();
        foreach (
            var file in Directory.EnumerateFiles(
                Path.Combine(data, "artifacts"),
                ResultManifest.FileName,
                SearchOption.AllDirectories
            )
        )
        {
            if (SegmentFolder().Match(file) is not { Success: true } folder)
                continue;
            found.Add(int.Parse(folder.Groups[1].ValueSpan), Manifest(file));
        }

        return found;
    }

    /// <summary>The frame hashes of the segments of each shot, in order, for a data folder with one job.</summary>
    public static string[][] ShotHashes(string data) =>
        [
            .. Directory
                .EnumerateDirectories(Path.Combine(data, "artifacts"), "shots", SearchOption.AllDirectories)
                .Single()
                .Subfolders()
                .Select(shot =>
                    shot.Subfolders()
                        .Select(segment => Manifest(Path.Combine(segment, ResultManifest.FileName)).FramesSha256!)
                        .ToArray()
                ),
        ];

    /// <summary>The time of each frame in seconds, as the file says it.</summary>
    public static string[] FrameTimes(string video) =>
        [
            .. Read(
                    "ffprobe",
                    "-v",
                    "error",
                    "-select_streams",
                    "v",
                    "-show_entries",
                    "packet=pts_time",
                    "-of",
                    "csv=p=0",
                    video
                )
                .Select(line => line.TrimEnd(',')),
        ];

    /// <summary>MD5 of the decoded sound.</summary>
    public static string SoundMd5(string video) =>
        Read("ffmpeg", "-v", "error", "-i", video, "-map", "0:a", "-f", "md5", "-").ShouldHaveSingleItem();

    /// <summary>The frame hashes of all segments, in order.</summary>
    public static string[] FrameHashes(string data) =>
        [.. Segments(data).Values.Select(manifest => manifest.FramesSha256!)];

    /// <summary>The log of the one job in a data folder.</summary>
    public static string[] Log(string data) =>
        Directory.Exists(Path.Combine(data, "logs"))
            ? [.. Directory.EnumerateFiles(Path.Combine(data, "logs")).SelectMany(File.ReadLines)]
            : [];

    /// <summary>The segments whose rendering was begun, in the order of the log.</summary>
    public static int[] Begun(IEnumerable<string> log) =>
        [
            .. log.Select(line => BegunSegment().Match(line))
                .Where(match => match.Success)
                .Select(match => int.Parse(match.Groups[1].ValueSpan)),
        ];

    private static ResultManifest Manifest(string file) =>
        JsonSerializer.Deserialize(File.ReadAllBytes(file), ArtifactJson.Default.ResultManifest)!;

    private static IOrderedEnumerable<string> Subfolders(this string folder) =>
        Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal);

    private static string[] Read(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return lines;
    }

    [GeneratedRegex("""/shots/0000/(\d{4})/result\.json$""")]
    private static partial Regex SegmentFolder();

    [GeneratedRegex("""Begun .* shot 0 segment (\d+) attempt""")]
    private static partial Regex BegunSegment();
}
