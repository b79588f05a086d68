using System.Globalization;
using OmniAvatar.Planning;

namespace OmniAvatar.Listening;

/// <summary>One stretch of speech of an RTTM file.</summary>
/// <param name="Recording">What it calls the recording.</param>
/// <param name="Start">Seconds.</param>
/// <param name="Duration">Seconds.</param>
/// <param name="Label">Who speaks.</param>
internal sealed record RttmLine(string Recording, double Start, double Duration, string Label)
{
    /// <summary>The type of line that says who speaks.</summary>
    public const string Speaker = "SPEAKER";

    private const string None = "<NA>";

    // Between duration and label: how it is written, and the kind of speaker.
    private const int FieldsBeforeLabel = 2;

    /// <summary>The first word.</summary>
    public static string TypeOf(string line) => line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries)[0];

    /// <summary>Reads a line of type SPEAKER; null if it is not one. Names may have spaces: what stands before the
    /// three numbers is the recording.</summary>
    public static RttmLine? Parse(string line)
    {
        // With tabs between the fields, spaces belong to names.
        var tabbed = line.Trim().Split('\t');
        var fields =
            tabbed.Length >= 8
                ? [.. tabbed.Select(field => field.Trim())]
                : line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        // A recording's name may have numbers in it, but no <NA> twice.
        return Candidates(fields).OrderByDescending(candidate => candidate.HasNoText).FirstOrDefault().Line;
    }

    private static IEnumerable<(RttmLine? Line, bool HasNoText)> Candidates(string[] fields)
    {
        for (var channel = 2; channel + 3 + FieldsBeforeLabel < fields.Length; channel++)
        {
            if (
                !IsChannel(fields[channel])
                || Seconds(fields[channel + 1]) is not { } start
                || Seconds(fields[channel + 2]) is not { } duration
            )
                continue;
            var label = LabelOf(fields.AsSpan(channel + 3 + FieldsBeforeLabel));
            if (label.Length == 0)
                continue;
            yield return (
                new RttmLine(string.Join(' ', fields[1..channel]), start, duration, label),
                (fields[channel + 3], fields[channel + 4]) == (None, None)
            );
        }
    }

    /// <summary>When it is, in samples at 16 kHz.</summary>
    public Stretch Stretch(long leadSamples) =>
        new(leadSamples + SampleOf(Start), leadSamples + SampleOf(Start + Duration));

    /// <summary>The label without what follows it: a confidence and a look-ahead time, each a number or
    /// &lt;NA&gt;.</summary>
    private static string LabelOf(ReadOnlySpan<string> rest)
    {
        for (var trailing = 0; trailing < 2 && rest.Length > 1 && (rest[^1] == None || IsNumber(rest[^1])); trailing++)
            rest = rest[..^1];
        return string.Join(' ', rest!);
    }

    private static bool IsChannel(string text) =>
        text == None || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static bool IsNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static double? Seconds(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0
            ? seconds
            : null;

    private static long SampleOf(double seconds) => (long)Math.Round(seconds * SpeechFrames.SampleRate);
}
