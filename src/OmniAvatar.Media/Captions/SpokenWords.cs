using OmniAvatar.Finishing;

namespace OmniAvatar.Media.Captions;

/// <summary>A word with its times in milliseconds.</summary>
internal sealed record SpokenWord(long Start, long End, string Text, string? Speaker);

/// <summary>Makes captions of words: at most two lines of usual length, none over a change of speaker or a long
/// silence.</summary>
internal static class SpokenWords
{
    private const int MostCharacters = 2 * 42; // the lengths that broadcasters keep to
    private const int FullSentence = 42;
    private const long LongestMilliseconds = 7000;
    private const long SilenceMilliseconds = 1000;

    public static List<Caption> ToCaptions(IReadOnlyList<SpokenWord> words)
    {
        var captions = new List<Caption>();
        foreach (var word in words)
        {
            if (captions.Count > 0 && Belongs(word, captions[^1]))
                captions[^1] = captions[^1] with
                {
                    End = Math.Max(word.End, captions[^1].End),
                    Text = $"{captions[^1].Text} {word.Text}",
                };
            else
                captions.Add(
                    new Caption(word.Start, Math.Max(word.End, word.Start + 1), word.Text) { Speaker = word.Speaker }
                );
        }
        return captions;
    }

    private static bool Belongs(SpokenWord word, Caption caption) =>
        word.Speaker == caption.Speaker
        && word.Start >= caption.Start
        && word.Start - caption.End < SilenceMilliseconds
        && word.End - caption.Start <= LongestMilliseconds
        && caption.Text.Length + 1 + word.Text.Length <= MostCharacters
        && !(caption.Text.Length >= FullSentence && caption.Text[^1] is '.' or '?' or '!' or '…');
}
