using OmniAvatar.Finishing;

namespace OmniAvatar.Media.Captions;

/// <summary>SubRip (.srt): a number, a line with two times, and lines of text.</summary>
internal static class SubRip
{
    /// <exception cref="BadInputException">A block has no times.</exception>
    public static IEnumerable<Caption> Parse(string text, string name)
    {
        foreach (var block in CueLines.Blocks(text))
        {
            var times = CueLines.TimesLine(block);
            if (times < 0)
                throw CaptionsFile.Bad(
                    name,
                    $"is not valid in line {block.Number}: it is neither SubRip nor WebVTT nor Whisper's JSON there"
                );
            var (start, end) = CueLines.Times(block.Lines[times], block.Number + times, name);
            yield return CaptionText.Caption(start, end, block.Lines.Skip(times + 1));
        }
    }
}
