using System.Globalization;
using System.Text.Json;
using OmniAvatar.Media.Processes;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Planning;

namespace OmniAvatar.Media.Videos;

/// <summary>What a video from outside says of itself; nothing of it is decoded yet, so nothing of it is certain.</summary>
/// <param name="Size">The picture as it is shown: turned as the file asks, and with square pixels.</param>
/// <param name="Seconds">Length of the pictures, 0 where the file does not tell.</param>
/// <param name="HasSound">Whether there is a sound stream.</param>
public sealed record SourceVideo(VideoSize Size, double Seconds, bool HasSound);

/// <summary>Looks into any video file that ffmpeg reads, and that names no other file or address.</summary>
public static class SourceProbe
{
    private const string Question = "-show_entries stream=codec_type,width,height,duration,sample_aspect_ratio"
        + ":stream_disposition=attached_pic:stream_side_data=rotation:format=duration -of json";

    /// <summary>Reads the headers of a file.</summary>
    /// <param name="path">A local file, whatever its name looks like.</param>
    /// <param name="cancellation">Kills the probe.</param>
    /// <returns>What it says, or null if no stream of it has pictures that move.</returns>
    /// <exception cref="BadInputException">Missing, empty, or no kind of video file.</exception>
    public static async Task<SourceVideo?> ReadAsync(string path, CancellationToken cancellation)
    {
        InputFile.ThrowIfUnusable("video", path);
        using var probe = FfmpegProcess.Probe($"{SoundSource.Options} {Question} \"{Argument.LocalFile(path)}\"");
        using var answer = new StreamReader(probe.Output);
        var json = await answer.ReadToEndAsync(cancellation);
        var exit = await probe.WaitAsync(cancellation);
        if (!exit.Succeeded) throw new BadInputException($"The video {path} is not a video file that can be read: {exit.LastLine}.");
        using var document = JsonDocument.Parse(json);
        return Parse(document.RootElement);
    }

    private static SourceVideo? Parse(JsonElement root)
    {
        if (!root.TryGetProperty("streams", out var list)) return null;
        var streams = list.EnumerateArray().ToArray();
        var video = streams.FirstOrDefault(IsVideo);
        if (video.ValueKind == JsonValueKind.Undefined) return null;
        var length = Seconds(video) ?? (root.TryGetProperty("format", out var format) ? Seconds(format) : null);
        return new SourceVideo(SizeOf(video), length ?? 0, streams.Any(stream => Text(stream, "codec_type") == "audio"));
    }

    /// <summary>A cover picture is a stream of its own, and no video.</summary>
    private static bool IsVideo(JsonElement stream) => Text(stream, "codec_type") == "video"
        && Number(stream, "width") > 0 && Number(stream, "height") > 0
        && !(stream.TryGetProperty("disposition", out var disposition) && Number(disposition, "attached_pic") == 1);

    private static VideoSize SizeOf(JsonElement video)
    {
        var (height, width) = (Number(video, "height"), Number(video, "width"));
        if (Text(video, "sample_aspect_ratio")?.Split(':') is [var over, var under] && IsPositive(over, out var x) && IsPositive(under, out var y))
            width = (int)Math.Round((double)width * x / y);
        return IsTurned(video) ? new VideoSize(width, height) : new VideoSize(height, width);
    }

    private static bool IsTurned(JsonElement video) =>
        video.TryGetProperty("side_data_list", out var list)
        && list.EnumerateArray().Any(data => data.TryGetProperty("rotation", out var rotation) && rotation.TryGetInt32(out var angle) && Math.Abs(angle) % 180 == 90);

    private static bool IsPositive(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;

    private static double? Seconds(JsonElement element) =>
        double.TryParse(Text(element, "duration"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? seconds : null;

    private static int Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : 0;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
