using System.Globalization;
using OmniAvatar.Planning;

namespace OmniAvatar.Listening;

/// <summary>
/// Who speaks when, as NIST's Rich Transcription evaluations write it (RTTM): a line a stretch of speech,
/// <c>SPEAKER file channel start duration &lt;NA&gt; &lt;NA&gt; label &lt;NA&gt; &lt;NA&gt;</c>, times in seconds. Lines of other kinds and comments (;;) are skipped.
/// </summary>
public static class Rttm
{
    private const int StartField = 3;
    private const int DurationField = 4;
    private const int LabelField = 7;
    private const int MaximumLines = 1_000_000;
    private const double MaximumSeconds = 24 * 3600;

    /// <summary>The stretches of each label.</summary>
    /// <param name="lines">The file.</param>
    /// <param name="name">What the user calls it.</param>
    /// <param name="leadSamples">Samples that were put before the recording, by which all times are late.</param>
    /// <exception cref="BadInputException">A line is not what it should be, or nobody speaks.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<Stretch>> Parse(IEnumerable<string> lines, string name, long leadSamples)
    {
        var stretches = new Dictionary<string, List<Stretch>>();
        var number = 0;
        foreach (var line in lines)
        {
            if (++number > MaximumLines) throw new BadInputException($"The RTTM file {name} has more than {MaximumLines} lines.");
            if (Fields(line) is not ["SPEAKER", ..] fields) continue;
            var (label, stretch) = Stretch(fields, leadSamples)
                ?? throw new BadInputException($"Line {number} of the RTTM file {name} is not 'SPEAKER file channel start duration <NA> <NA> label'.");
            if (!stretches.TryGetValue(label, out var own)) stretches[label] = own = [];
            own.Add(stretch);
        }
        if (stretches.Count == 0) throw new BadInputException($"The RTTM file {name} has no SPEAKER line.");
        return stretches.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Stretch>)pair.Value);
    }

    private static string[] Fields(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static (string Label, Stretch Stretch)? Stretch(string[] fields, long leadSamples)
    {
        if (fields.Length <= LabelField || Seconds(fields[StartField]) is not { } start || Seconds(fields[DurationField]) is not { } duration) return null;
        return (fields[LabelField], new Stretch(leadSamples + SampleOf(start), leadSamples + SampleOf(start + duration)));
    }

    private static double? Seconds(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= MaximumSeconds ? seconds : null;

    private static long SampleOf(double seconds) => (long)Math.Round(seconds * SpeechFrames.SampleRate);
}
