using System.Text;
using System.Text.RegularExpressions;

namespace OmniAvatar.Diffusion.TextEncoders.Prompts;

/// <summary>Turns text that was UTF-8 but was read in a legacy encoding back into what it was ("sÃ³" into "só"), as
/// often as it happened.</summary>
internal static partial class MojibakeRepair
{
    /// <summary>U+FFFD in UTF-8, each byte as the character of the same number.</summary>
    private const string LostAsUtf8 = "\u00EF\u00BF\u00BD";

    private static readonly Regex Utf8Read = BuildUtf8Read();

    /// <summary>Repairs until nothing changes; text without signs of damage is returned as it is.</summary>
    public static string Repair(string text)
    {
        for (var previous = ""; text != previous; )
        {
            previous = text;
            text = RepairOnce(text);
        }
        return text;
    }

    /// <summary>Reads the control characters U+0080 to U+009F as Windows-1252, as browsers do.</summary>
    public static string ReplaceControls(string text) =>
        ControlCharacter().Replace(text, match => LegacyEncoding.Windows1252[(byte)match.ValueSpan[0]].ToString());

    private static string RepairOnce(string text)
    {
        if (Ascii.IsValid(text) || !MojibakeSigns.In(text))
            return text;
        foreach (var encoding in LegacyEncoding.All)
            if (
                encoding.TryEncode(text, out var bytes)
                && Utf8Variants.TryDecode(Mend(bytes, encoding), out var repaired)
            )
                return repaired;
        var inPart = RepairParts(text);
        return inPart != text ? inPart : ReplaceControls(text);
    }

    /// <summary>Repairs the stretches that look like UTF-8 read in a legacy encoding, when the text as a whole is
    /// not.</summary>
    private static string RepairParts(string text) =>
        Utf8Read.Replace(
            text,
            match => match.Length < text.Length && MojibakeSigns.In(match.Value) ? Repair(match.Value) : match.Value
        );

    /// <summary>Puts back what was lost on the way: byte A0 that became a space, and bytes that became
    /// U+FFFD.</summary>
    private static byte[] Mend(byte[] bytes, LegacyEncoding encoding)
    {
        // Bytes as characters of the same number, so that patterns can be used.
        var text = Encoding.Latin1.GetString(bytes);
        if (!encoding.IsMacRoman && SpaceInUtf8().IsMatch(text))
        {
            text = LoneAGrave().Replace(text, "\u00C3\u00A0 ");
            text = SpaceInUtf8().Replace(text, match => match.Value.Replace(' ', '\u00A0'));
        }
        if (encoding.IsSloppy)
            text = LostInUtf8().Replace(text, LostAsUtf8);
        return Encoding.Latin1.GetBytes(text);
    }

    /// <summary>Characters that the first bytes of UTF-8 sequences are read as, followed by as many as fit; not in the
    /// middle of other damage.</summary>
    private static Regex BuildUtf8Read()
    {
        var following = Characters(0x80, 0xBF);
        // These mostly stand for themselves beside other text.
        var strict = following.Except("–—―‘’‚“”„•…");
        var (two, three, four) = (
            Characters(0xC2, 0xDF),
            Characters(0xE0, 0xEF),
            Characters(0xF0, 0xF0).Union(Characters(0xF3, 0xF3))
        );
        var next = Set(following.Append(' '));
        return new Regex(
            $"(?<!{Set(strict)})(?:{Set(two)}{next}|{Set(three)}{next}{{2}}|{Set(four)}{next}{{3}})+",
            RegexOptions.CultureInvariant
        );
    }

    private static IEnumerable<char> Characters(int first, int last) =>
        LegacyEncoding
            .LikeLatin1.SelectMany(encoding =>
                Enumerable.Range(first, last - first + 1).Select(value => encoding[(byte)value])
            )
            .Distinct();

    private static string Set(IEnumerable<char> characters) =>
        $"[{string.Concat(characters.Select(character => $"\\u{(int)character:X4}"))}]";

    [GeneratedRegex("[\u0080-\u009F]")]
    private static partial Regex ControlCharacter();

    /// <summary>An à that was a word of its own: its space comes back too. Not in the Portuguese às, àquele, àquela,
    /// àquilo.</summary>
    [GeneratedRegex("\u00C3 (?! |quele|quela|quilo|s )")]
    private static partial Regex LoneAGrave();

    /// <summary>UTF-8 in which one A0 is a space, where what it spells is a character that texts have.</summary>
    [GeneratedRegex(
        "[\u00C2\u00C3\u00C5\u00CE\u00D0\u00D9] "
            + "|[\u00E2\u00E3] [\u0080-\u0084\u0086-\u009F\u00A1-\u00BF]"
            + "|[\u00E0-\u00E3][\u0080-\u0084\u0086-\u009F\u00A1-\u00BF] "
            + "|\u00F0 [\u0080-\u00BF]{2}"
            + "|\u00F0[\u0080-\u00BF] [\u0080-\u00BF]"
            + "|\u00F0[\u0080-\u00BF]{2} "
    )]
    private static partial Regex SpaceInUtf8();

    /// <summary>UTF-8 sequences in which a byte was lost (1A), or was replaced by a question mark, at most one of
    /// these.</summary>
    [GeneratedRegex(
        "[\u00C2-\u00DF]\u001A"
            + "|[\u00C2\u00C3][?]"
            + "|\u00ED[\u00A0-\u00AF][\u001A?]\u00ED[\u00B0-\u00BF][\u001A?\u0080-\u00BF]"
            + "|\u00ED[\u00A0-\u00AF][\u001A?\u0080-\u00BF]\u00ED[\u00B0-\u00BF][\u001A?]"
            + "|[\u00E0-\u00EF][\u001A?][\u001A\u0080-\u00BF]"
            + "|[\u00E0-\u00EF][\u001A\u0080-\u00BF][\u001A?]"
            + "|[\u00F0-\u00F4][\u001A?][\u001A\u0080-\u00BF]{2}"
            + "|[\u00F0-\u00F4][\u001A\u0080-\u00BF][\u001A?][\u001A\u0080-\u00BF]"
            + "|[\u00F0-\u00F4][\u001A\u0080-\u00BF]{2}[\u001A?]"
            + "|\u001A"
    )]
    private static partial Regex LostInUtf8();
}
