using System.Text;
using OmniAvatar.Finishing;

namespace OmniAvatar.Media.Captions;

/// <summary>WebVTT (.vtt): cues with voices; notes, styles and regions are passed over.</summary>
public static class WebVtt
{
    private const string Signature = "WEBVTT";
    private static readonly string[] Others = ["NOTE", "STYLE", "REGION"];

    internal static bool IsWebVtt(string text) =>
        text.StartsWith(Signature, StringComparison.Ordinal)
        && (text.Length == Signature.Length || char.IsWhiteSpace(text[Signature.Length]));

    /// <exception cref="BadInputException">A cue's times are none.</exception>
    internal static IEnumerable<Caption> Parse(string text, string name)
    {
        foreach (var block in CueLines.Blocks(text))
        {
            var times = CueLines.TimesLine(block);
            if (times < 0)
            {
                // The signature's own block may have headers below it.
                if (block.Number == 1 || Others.Contains(block.Lines[0].Split([' ', '\t'], 2)[0]))
                    continue;
                throw CaptionsFile.Bad(name, $"is not valid in line {block.Number}: a cue needs a line with two times");
            }
            var (start, end) = CueLines.Times(block.Lines[times], block.Number + times, name);
            yield return CaptionText.Caption(start, end, block.Lines.Skip(times + 1));
        }
    }

    /// <summary>A document.</summary>
    /// <param name="captions">In order, with times of the recording.</param>
    /// <param name="framesPerSecond">Of the video, whose times the document has.</param>
    public static string Write(IReadOnlyList<Caption> captions, int framesPerSecond)
    {
        var text = new StringBuilder(Signature).Append("\n\n");
        foreach (var (caption, shown) in CaptionNames.Named(captions))
        {
            var (start, end) = (
                SoundDelay.InVideo(caption.Start, framesPerSecond),
                SoundDelay.InVideo(caption.End, framesPerSecond)
            );
            text.Append(ClockTime.Text(start)).Append(" --> ").Append(ClockTime.Text(end)).Append('\n');
            if (caption.Speaker is { } speaker)
                text.Append("<v ").Append(Escape(speaker)).Append('>');
            text.Append(Escape(shown)).Append("\n\n");
        }
        return text.ToString();
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
}
