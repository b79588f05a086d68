using OmniAvatar.Finishing;

namespace OmniAvatar.Media.Captions;

/// <summary>
/// The file behind <c>--captions</c>: SubRip, WebVTT, or the JSON that Whisper and its relatives write. What it is, its
/// content says. Styles and places are passed over: captions are plain text at the picture's foot.
/// </summary>
public static class CaptionsFile
{
    private const long MostBytes = 32 << 20;
    private const int MostCaptions = 100_000;
    private const int MostCharacters = 1_500_000;

    /// <summary>A last caption may begin this much behind the sound: programs round.</summary>
    private const long Slack = 1000;

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="milliseconds">Length of the recording.</param>
    /// <returns>Captions in order; each ends with the recording at the latest.</returns>
    /// <exception cref="BadInputException">It cannot be read, is none of the three, or is of a longer
    /// recording.</exception>
    public static IReadOnlyList<Caption> Read(string path, long milliseconds) =>
        Parse(TextFile.Read("captions file", path, MostBytes), path, milliseconds);

    internal static IReadOnlyList<Caption> Parse(string text, string name, long milliseconds)
    {
        var captions = Captions(text, name)
            .Where(caption => caption.Text.Length > 0)
            .OrderBy(caption => caption.Start)
            .ToList();
        if (captions.Count is 0 or > MostCaptions)
            throw Bad(name, $"has {captions.Count} captions, and 1 to {MostCaptions} are allowed");
        if (captions.Sum(caption => (long)caption.Text.Length) > MostCharacters)
            throw Bad(name, $"has more than {MostCharacters} characters of text");
        if (captions[^1].Start >= milliseconds + Slack)
            throw Bad(
                name,
                $"has a caption at {ClockTime.Text(captions[^1].Start)}, but the sound ends at "
                    + $"{ClockTime.Text(milliseconds)}"
            );
        return
        [
            .. captions
                .Where(caption => caption.Start < milliseconds)
                .Select(caption => caption with { End = Math.Min(caption.End, milliseconds) }),
        ];
    }

    internal static BadInputException Bad(string name, string problem) => new($"The captions file {name} {problem}.");

    private static IEnumerable<Caption> Captions(string text, string name)
    {
        if (WebVtt.IsWebVtt(text))
            return WebVtt.Parse(text, name);
        return text.AsSpan().TrimStart() is ['{' or '[', ..] ? Whisper.Parse(text, name) : SubRip.Parse(text, name);
    }
}
