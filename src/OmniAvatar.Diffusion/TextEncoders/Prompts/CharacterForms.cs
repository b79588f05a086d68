using System.Text;
using System.Text.RegularExpressions;

namespace OmniAvatar.Diffusion.TextEncoders.Prompts;

/// <summary>Replaces characters that text has by accident: ligatures, wide and narrow forms, curly quotes, odd line
/// breaks, control characters.</summary>
internal static partial class CharacterForms
{
    /// <summary>What U+FF61 to U+FF9F stand for.</summary>
    private const string Katakana =
        "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u3099\u309A";

    /// <summary>What U+FFE0 to U+FFEE stand for; a zero keeps the character, and the macron is two
    /// characters.</summary>
    private const string Symbols = "¢£¬\0¦¥₩\0│←↑→↓■○";

    private static readonly Dictionary<char, string> Ligatures = new()
    {
        ['Ĳ'] = "IJ",
        ['ĳ'] = "ij",
        ['ŉ'] = "ʼn",
        ['Ǳ'] = "DZ",
        ['ǲ'] = "Dz",
        ['ǳ'] = "dz",
        ['Ǆ'] = "DŽ",
        ['ǅ'] = "Dž",
        ['ǆ'] = "dž",
        ['Ǉ'] = "LJ",
        ['ǈ'] = "Lj",
        ['ǉ'] = "lj",
        ['Ǌ'] = "NJ",
        ['ǋ'] = "Nj",
        ['ǌ'] = "nj",
        ['ﬀ'] = "ff",
        ['ﬁ'] = "fi",
        ['ﬂ'] = "fl",
        ['ﬃ'] = "ffi",
        ['ﬄ'] = "ffl",
        ['ﬅ'] = "ſt",
        ['ﬆ'] = "st",
    };

    /// <summary>All of it, in the order in which each step may leave work to the next.</summary>
    public static string Simplify(string text)
    {
        text = Replace(text, character => Ligatures.GetValueOrDefault(character));
        text = Replace(text, Width);
        text = Replace(text, Quote);
        text = text.Replace("\r\n", "\n");
        text = Replace(text, character => character is '\r' or '\u2028' or '\u2029' or '\u0085' ? "\n" : null);
        text = WithoutLoneSurrogates(text);
        text = TerminalEscape().Replace(text, "");
        return Replace(text, character => IsControl(character) ? "" : null);
    }

    private static string? Quote(char character) =>
        character switch
        {
            '\u02BC' or (>= '\u2018' and <= '\u201B') => "'",
            >= '\u201C' and <= '\u201F' => "\"",
            _ => null,
        };

    /// <summary>The usual form of a wide or narrow character: what Unicode's compatibility mapping of U+FF00 to U+FFEF
    /// says.</summary>
    private static string? Width(char character) =>
        character switch
        {
            '\u3000' => " ",
            >= '\uFF01' and <= '\uFF5E' => ((char)(character - '\uFF01' + '!')).ToString(),
            '\uFF5F' => "⦅",
            '\uFF60' => "⦆",
            >= '\uFF61' and <= '\uFF9F' => Katakana[character - '\uFF61'].ToString(),
            '\uFFE3' => " \u0304",
            >= '\uFFE0' and <= '\uFFEE' => Symbols[character - '\uFFE0'] is not '\0' and var symbol
                ? symbol.ToString()
                : null,
            >= '\uFFA0' and <= '\uFFDC' => Hangul(character),
            _ => null,
        };

    /// <summary>Narrow Korean letters: consonants from U+FFA1 in the order of the keyboard's compound letters, vowels
    /// in four runs of six.</summary>
    private static string? Hangul(char character)
    {
        const string consonants =
            "\u1100\u1101\u11AA\u1102\u11AC\u11AD\u1103\u1104\u1105\u11B0\u11B1\u11B2\u11B3\u11B4\u11B5\u111A"
            + "\u1106\u1107\u1108\u1121\u1109\u110A\u110B\u110C\u110D\u110E\u110F\u1110\u1111\u1112";
        const int firstVowel = 0x1161,
            run = 6,
            slots = 8;
        if (character == '\uFFA0')
            return "\u1160";
        if (character <= '\uFFBE')
            return consonants[character - '\uFFA1'].ToString();
        var (row, column) = Math.DivRem(character - '\uFFC0', slots);
        var vowel = row * run + column - 2;
        return column >= 2 && vowel < 21 ? ((char)(firstVowel + vowel)).ToString() : null;
    }

    /// <summary>Control characters that are no white space, deprecated and interlinear ones, the object mark and the
    /// byte order mark.</summary>
    private static bool IsControl(char character) =>
        character
            is <= '\u0008'
                or '\u000B'
                or (>= '\u000E' and <= '\u001F')
                or '\u007F'
                or (>= '\u206A' and <= '\u206F')
                or '\uFEFF'
                or (>= '\uFFF9' and <= '\uFFFC');

    private static string WithoutLoneSurrogates(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
            return text;
        var whole = new StringBuilder(text.Length);
        // Enumerating runes gives U+FFFD for a surrogate that stands alone.
        foreach (var rune in text.EnumerateRunes())
            whole.Append(rune.ToString());
        return whole.ToString();
    }

    private static string Replace(string text, Func<char, string?> replacement)
    {
        StringBuilder? changed = null;
        for (var index = 0; index < text.Length; index++)
        {
            var other = replacement(text[index]);
            if (other is not null)
                changed ??= new StringBuilder(text, 0, index, text.Length + 16);
            if (changed is not null)
                _ = other is null ? changed.Append(text[index]) : changed.Append(other);
        }
        return changed?.ToString() ?? text;
    }

    [GeneratedRegex("\u001B\\[[0-9;]*[a-zA-Z]")]
    private static partial Regex TerminalEscape();
}
