using System.Text;

namespace OmniAvatar.Diffusion.TextEncoders.Prompts;

/// <summary>
/// What <c>ftfy.fix_text</c> (6.3, default settings) does to text, line by line until nothing changes: HTML references
/// decoded, mojibake repaired, ligatures and wide forms simplified, quotes straightened, line breaks unified,
/// surrogates, terminal escapes and control characters dealt with, and all of it composed (NFC).
/// docs/decisions/0006-prompt-cleaning.md names what is left out.
/// </summary>
public static class TextRepair
{
    /// <summary>Longest stretch that is looked at together, in UTF-16 units; a line break ends one too.</summary>
    private const int LongestStretch = 1_000_000;

    /// <summary>The repaired text.</summary>
    public static string Fix(string text)
    {
        var repaired = new StringBuilder(text.Length);
        var decodesHtml = true;
        for (var start = 0; start < text.Length; )
        {
            var stretch = NextStretch(text, start);
            // From the first line that may be HTML on, references are left alone: they may be meant.
            decodesHtml = decodesHtml && !stretch.Contains('<');
            repaired.Append(FixStretch(stretch, decodesHtml));
            start += stretch.Length;
        }
        return repaired.ToString();
    }

    private static string NextStretch(string text, int start)
    {
        var end = text.IndexOf('\n', start) + 1;
        if (end == 0)
            end = text.Length;
        if (end - start <= LongestStretch)
            return text[start..end];
        end = start + LongestStretch;
        return text[start..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)];
    }

    private static string FixStretch(string text, bool decodesHtml)
    {
        for (var previous = ""; text != previous; )
        {
            previous = text;
            if (decodesHtml)
                text = HtmlEntities.UnescapeCertain(text);
            text = MojibakeRepair.Repair(text);
            text = MojibakeRepair.ReplaceControls(text);
            text = CanonicalComposition.Compose(CharacterForms.Simplify(text));
        }
        return text;
    }
}
