using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OmniAvatar.Media.Processes;

/// <summary>Asks ffprobe about a file and reads its JSON, in which many numbers are text and all may be
/// absent.</summary>
internal static class Ffprobe
{
    private const int MostCharacters = 1 << 24;

    /// <summary>The question that shows some of what ffprobe knows.</summary>
    /// <param name="entries">Sections and fields, as ffprobe names them.</param>
    /// <param name="streams">Which streams, null for all.</param>
    public static string Entries(string entries, string? streams = null) =>
        (streams is null ? "" : $"-select_streams {streams} ") + $"-show_entries {entries}";

    /// <summary>Starts ffprobe on a file.</summary>
    /// <param name="path">A local file, whatever its name looks like.</param>
    /// <param name="question">What to show, and which demuxers may read it.</param>
    /// <param name="format">How to write the answer, as ffprobe names it.</param>
    public static FfmpegProcess Start(string path, string question, string format) =>
        FfmpegProcess.Probe($"{question} -of {format} \"{Argument.LocalFile(path)}\"");

    /// <summary>Asks about a file.</summary>
    /// <param name="kind">What the file should be, for messages: "video".</param>
    /// <param name="path">A local file, whatever its name looks like.</param>
    /// <param name="question">What to show, and which demuxers may read it.</param>
    /// <param name="refused">The sentence for a file that ffprobe cannot read, given ffprobe's last words.</param>
    /// <param name="cancellation">Kills the probe.</param>
    /// <exception cref="BadInputException">Missing, empty, refused by ffprobe, or with headers of many
    /// megabytes.</exception>
    public static async Task<JsonDocument> AskAsync(
        string kind,
        string path,
        string question,
        Func<string, string> refused,
        CancellationToken cancellation
    )
    {
        InputFile.ThrowIfUnusable(kind, path);
        using var probe = Start(path, question, "json");
        using var answer = new StreamReader(probe.Output);
        var json =
            await ReadAsync(answer, cancellation)
            ?? throw new BadInputException($"The {kind} {path} has longer headers than any program writes.");
        var exit = await probe.WaitAsync(cancellation);
        return exit.Succeeded ? JsonDocument.Parse(json) : throw new BadInputException(refused(exit.LastLine));
    }

    /// <summary>All that ffprobe answers, or null where a file makes it answer without end.</summary>
    private static async Task<string?> ReadAsync(StreamReader answer, CancellationToken cancellation)
    {
        var read = new StringBuilder();
        var some = new char[1 << 14];
        while (await answer.ReadAsync(some, cancellation) is > 0 and var count)
            if (read.Append(some, 0, count).Length > MostCharacters)
                return null;
        return read.ToString();
    }

    /// <summary>A text, or null if absent.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>A whole number, 0 if absent.</summary>
    public static int Number(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : 0;

    /// <summary>A number that ffprobe writes as text; null if it is absent or not finite.</summary>
    public static double? Real(this JsonElement element, string name) =>
        double.TryParse(element.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value)
            ? value
            : null;
}
