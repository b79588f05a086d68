using System.Globalization;
using System.Text.Json;
using OmniAvatar.Media.Processes;

namespace OmniAvatar.Media.Sounds;

/// <summary>What a sound file says of its first sound stream.</summary>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Channels">1 or more.</param>
/// <param name="Codec">ffmpeg's name of the codec.</param>
/// <param name="Seconds">The length that the file states; null where it states none.</param>
public sealed record SoundInfo(int SampleRate, int Channels, string Codec, double? Seconds = null);

/// <summary>Looks into any file with sound that ffmpeg reads, the sound track of a video included.</summary>
public static class SoundProbe
{
    /// <summary>Reads the headers of a file.</summary>
    /// <param name="path">A local file, whatever its name looks like.</param>
    /// <param name="cancellation">Kills the probe.</param>
    /// <exception cref="BadInputException">Missing, empty, no kind of sound file, or without a sound stream.</exception>
    public static async Task<SoundInfo> ReadAsync(string path, CancellationToken cancellation)
    {
        InputFile.ThrowIfUnusable("sound", path);
        using var probe = FfmpegProcess.Probe(
            $"{SoundSource.Options} -select_streams a -show_entries stream=codec_name,sample_rate,channels,duration:format=duration "
            + $"-of json \"{Argument.LocalFile(path)}\"");
        using var answer = new StreamReader(probe.Output);
        var json = await answer.ReadToEndAsync(cancellation);
        var exit = await probe.WaitAsync(cancellation);
        if (!exit.Succeeded) throw new BadInputException($"The sound {path} is not a sound or video file that can be read.");
        return Parse(json) ?? throw new BadInputException($"The sound {path} has no sound stream.");
    }

    private static SoundInfo? Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("streams", out var streams)) return null;
        foreach (var stream in streams.EnumerateArray())
        {
            // ffprobe leaves out the rate of a stream that it could not open.
            if (!stream.TryGetProperty("sample_rate", out var rate) || !stream.TryGetProperty("channels", out var channels)) return null;
            var info = new SoundInfo(
                int.Parse(rate.GetString()!, CultureInfo.InvariantCulture),
                channels.GetInt32(),
                stream.TryGetProperty("codec_name", out var codec) ? codec.GetString()! : "unknown",
                SecondsOf(stream) ?? (document.RootElement.TryGetProperty("format", out var format) ? SecondsOf(format) : null));
            return info is { SampleRate: > 0, Channels: > 0 } ? info : null;
        }
        return null;
    }

    private static double? SecondsOf(JsonElement element) =>
        element.TryGetProperty("duration", out var text)
        && double.TryParse(text.GetString(), CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
}
