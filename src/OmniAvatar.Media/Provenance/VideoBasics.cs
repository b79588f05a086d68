using System.Globalization;
using System.Text.Json;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Processes;

namespace OmniAvatar.Media.Provenance;

/// <summary>A named part of a video.</summary>
/// <param name="StartSeconds">Where it begins.</param>
/// <param name="Title">Its name, or null.</param>
public sealed record Chapter(double StartSeconds, string? Title);

/// <summary>What the headers of an mp4 from outside say; nothing is decoded.</summary>
public sealed record VideoBasics
{
    private const string Shown =
        "stream=codec_type,codec_name,width,height,avg_frame_rate:stream_disposition=attached_pic"
        + ":format=duration:format_tags=title,artist:chapter=start_time:chapter_tags=title";

    /// <summary>Its length, null where the file does not tell.</summary>
    public double? Seconds { get; private init; }

    /// <summary>Pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Frames per second on average, null where the file does not tell.</summary>
    public double? FrameRate { get; private init; }

    /// <summary>ffmpeg's name of the codec.</summary>
    public required string VideoCodec { get; init; }

    /// <summary>ffmpeg's name of the codec, or null without sound.</summary>
    public string? SoundCodec { get; private init; }

    /// <summary>Its title, or null.</summary>
    public string? Title { get; private init; }

    /// <summary>Who made it, or null.</summary>
    public string? Artist { get; private init; }

    /// <summary>Its chapters, in order.</summary>
    public IReadOnlyList<Chapter> Chapters { get; private init; } = [];

    internal static async Task<VideoBasics> ReadAsync(string path, CancellationToken cancellation)
    {
        using var document = await Ffprobe.AskAsync(
            "video",
            path,
            $"{Ffprobe.Entries(Shown)} {LocalFiles.OurVideos.Text}",
            _ => Mp4Metadata.NoMp4(path).Message,
            cancellation
        );
        return Parse(document.RootElement) ?? throw new BadInputException($"The file {path} has no video stream.");
    }

    private static VideoBasics? Parse(JsonElement root)
    {
        var streams = List(root, "streams");
        var video = streams.FirstOrDefault(stream => stream.Text("codec_type") == "video" && !IsCover(stream));
        if (video.ValueKind == JsonValueKind.Undefined)
            return null;
        var sound = streams.FirstOrDefault(stream => stream.Text("codec_type") == "audio");
        root.TryGetProperty("format", out var format);
        return new VideoBasics
        {
            Width = video.Number("width"),
            Height = video.Number("height"),
            FrameRate = Rate(video.Text("avg_frame_rate")),
            VideoCodec = video.Text("codec_name") ?? "unknown",
            SoundCodec = sound.ValueKind == JsonValueKind.Undefined ? null : sound.Text("codec_name") ?? "unknown",
            Seconds = format.ValueKind == JsonValueKind.Object ? format.Real("duration") : null,
            Title = Tag(format, "title"),
            Artist = Tag(format, "artist"),
            Chapters =
            [
                .. List(root, "chapters")
                    .Select(chapter => new Chapter(chapter.Real("start_time") ?? 0, Tag(chapter, "title"))),
            ],
        };
    }

    private static JsonElement[] List(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) ? [.. list.EnumerateArray()] : [];

    private static bool IsCover(JsonElement stream) =>
        stream.TryGetProperty("disposition", out var list) && list.Number("attached_pic") == 1;

    private static string? Tag(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("tags", out var tags)
            ? tags.Text(name)
            : null;

    private static double? Rate(string? fraction) =>
        fraction?.Split('/') is [var over, var under]
        && Number(over) is > 0 and var frames
        && Number(under) is > 0 and var seconds
            ? frames / seconds
            : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
