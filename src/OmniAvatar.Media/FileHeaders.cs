using System.Globalization;
using System.Text.Json;
using OmniAvatar.Media.Processes;
using OmniAvatar.Media.Sounds;

namespace OmniAvatar.Media;

/// <summary>What ffprobe reads in the headers of a media file from outside; nothing is decoded.</summary>
/// <param name="Streams">All streams, in the file's order.</param>
/// <param name="Seconds">The length that the file states, or null.</param>
internal sealed record FileHeaders(IReadOnlyList<StreamHeaders> Streams, double? Seconds)
{
    private const string Shown =
        "stream=index,codec_type,codec_name,width,height,sample_aspect_ratio,sample_rate,channels,start_time,duration"
        + ":stream_disposition=default,attached_pic,still_image,timed_thumbnails:stream_side_data=rotation:format=duration";

    /// <summary>The video that players show. A cover picture is a stream of its own, and no video.</summary>
    public StreamHeaders? Video =>
        Preferred(Streams.Where(stream => stream is { IsVideo: true, IsStill: false, Width: > 0, Height: > 0 }));

    /// <summary>The sound that players play. ffprobe leaves out the rate of a stream that it cannot open.</summary>
    public StreamHeaders? Sound =>
        Preferred(Streams.Where(stream => stream is { IsSound: true, SampleRate: > 0, Channels: > 0 }));

    /// <summary>Reads the headers of a file.</summary>
    /// <param name="kind">"video" or "sound", for messages.</param>
    /// <param name="path">A local file, whatever its name looks like.</param>
    /// <param name="cancellation">Kills the probe.</param>
    /// <exception cref="BadInputException">Missing, empty, or no media file.</exception>
    public static async Task<FileHeaders> ReadAsync(string kind, string path, CancellationToken cancellation)
    {
        using var document = await Ffprobe.AskAsync(
            kind,
            path,
            $"{SoundSource.Files.Text} {Ffprobe.Entries(Shown)}",
            _ => $"The {kind} {path} is not a sound or video file that can be read.",
            cancellation
        );
        return Parse(document.RootElement);
    }

    /// <summary>The first stream that is marked as default, or the first of all where none is.</summary>
    private static StreamHeaders? Preferred(IEnumerable<StreamHeaders> streams)
    {
        var candidates = streams.ToArray();
        return candidates.FirstOrDefault(stream => stream.IsDefault) ?? candidates.FirstOrDefault();
    }

    private static FileHeaders Parse(JsonElement root) =>
        new(
            root.TryGetProperty("streams", out var list) ? [.. list.EnumerateArray().Select(StreamHeaders.Parse)] : [],
            root.TryGetProperty("format", out var format) && format.Real("duration") is > 0 and var seconds
                ? seconds
                : null
        );
}

/// <summary>What a file says of one of its streams.</summary>
/// <param name="Index">Its number in the file, which is also how ffmpeg finds it.</param>
/// <param name="Type">ffmpeg's word for what it holds.</param>
/// <param name="Codec">ffmpeg's name of the codec.</param>
internal sealed record StreamHeaders(int Index, string Type, string Codec)
{
    public bool IsVideo => Type == "video";

    public bool IsSound => Type == "audio";

    /// <summary>Whether the file asks players to choose it.</summary>
    public bool IsDefault { get; private init; }

    /// <summary>A cover, a preview or another single picture.</summary>
    public bool IsStill { get; private init; }

    public int Width { get; private init; }

    public int Height { get; private init; }

    /// <summary>How much wider than high a pixel is shown.</summary>
    public double PixelAspect { get; private init; } = 1;

    /// <summary>Whether rows are shown as columns.</summary>
    public bool IsTurned { get; private init; }

    public int SampleRate { get; private init; }

    public int Channels { get; private init; }

    /// <summary>Time stamp at which it begins, in seconds; null where the file does not tell.</summary>
    public double? Start { get; private init; }

    /// <summary>Its length, null where the file does not tell.</summary>
    public double? Seconds { get; private init; }

    public static StreamHeaders Parse(JsonElement stream) =>
        new(stream.Number("index"), stream.Text("codec_type") ?? "", stream.Text("codec_name") ?? "unknown")
        {
            IsDefault = Is(stream, "default"),
            IsStill = Is(stream, "attached_pic") || Is(stream, "still_image") || Is(stream, "timed_thumbnails"),
            Width = stream.Number("width"),
            Height = stream.Number("height"),
            PixelAspect = Ratio(stream.Text("sample_aspect_ratio")),
            IsTurned = Turn(stream) % 180 != 0,
            SampleRate = (int)Math.Clamp(stream.Real("sample_rate") ?? 0, 0, int.MaxValue),
            Channels = stream.Number("channels"),
            Start = stream.Real("start_time"),
            Seconds = stream.Real("duration") is > 0 and var seconds ? seconds : null,
        };

    private static bool Is(JsonElement stream, string disposition) =>
        stream.TryGetProperty("disposition", out var list) && list.Number(disposition) == 1;

    private static int Turn(JsonElement stream) =>
        stream.TryGetProperty("side_data_list", out var list)
            ? list.EnumerateArray().Select(data => data.Number("rotation")).FirstOrDefault(angle => angle != 0)
            : 0;

    private static double Ratio(string? text) =>
        text?.Split(':') is [var over, var under] && IsPositive(over, out var x) && IsPositive(under, out var y)
            ? (double)x / y
            : 1;

    private static bool IsPositive(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
