using System.Text.RegularExpressions;

namespace OmniAvatar.Diffusion.TextEncoders.Prompts;

/// <summary>
/// Tells text that was read in the wrong encoding from text that was meant so: by characters that hardly ever stand
/// beside each other. The classes of characters and the unlikely neighbours are ftfy 6.3's (Robyn Speer, Apache-2.0).
/// </summary>
internal static class MojibakeSigns
{
    private const string Common = "\u00A0\u00AD·´–—―…’";
    private const string Control = "\u0080-\u009F";
    private const string Bad = "¦¤¨¬¯¸ƒˆˇ˘˛˜†‡‰⌐◊\uFFFDªº";
    private const string Law = "¶§";
    private const string Currency = "¢£¥₧€";
    private const string Opening = "¡«¿©΄΅‘‚“„•‹\uF8FF";
    private const string Closing = "®»˝”›™";
    private const string Numeric = "²³¹±¼½¾×µ÷⁄∂∆∏∑√∞∩∫≈≠≡≤≥№";
    private const string Face = "Ò-ÖÙ-Üò-öø-üŐŌŪŲ°";
    private const string Upper = "À-ÑØÜÝĂĀĄĆČĎĐĘĚĒĖĞĢİĪĶĹĽŁĻŃŇŅŒŘŚŞŠŢŤŮŰŸŹŻŽҐ";
    private const string Lower = "ßà-ñăąāćčďđęěēėğģįīķĺľłļœŕśşšťüźżžґﬁﬂ";
    private const string UpperWord = "ÞΑ-ΩΆΈΉΊΌΎΏΪΫЁ-Я";
    private const string LowerWord = "α-ωάέήίΰа-џ";
    private const string Box = "│┌┐┘├┤┬┼═-╬▀▄█▌▐░▒▓";

    /// <summary>Everything that makes a "bad" character beside it suspicious.</summary>
    private const string Odd = Lower + Upper + Box + Opening + Closing + Currency + Numeric + Law;

    /// <summary>Second halves of Arabic letters read as Windows-1252.</summary>
    private const string ArabicSecond = Common + Currency + Bad + Numeric + Opening + "ŸŠ®°µ»";

    /// <summary>Unlikely sequences: each entry is one character class per character.</summary>
    private static readonly string[][] Sequences =
    [
        [Control],
        [Bad + Odd, Bad],
        ["a-zA-Z", LowerWord + UpperWord, Bad],
        [Bad, Odd],
        [Lower + LowerWord + Box + Closing + Currency + Numeric, Upper],
        [Box + Closing + Currency + Numeric, Lower],
        [Lower + Box + Closing, Currency],
        [@"\s", Upper, Currency],
        [Upper + Box, Numeric + Law],
        [Lower + Upper + Box + Currency + Closing, Opening, Numeric],
        [Lower + Upper + Currency + Numeric + Box + Law, Closing, Opening],
        [Currency + Numeric + Box, Opening],
        ["a-z", Upper, Opening + Currency],
        [Box, Face],
        [Lower + Upper + Currency + Numeric + Opening + Closing + Law, Box],
        [Box, Closing],
        [Lower + Upper, Opening + Closing, @"\p{L}\p{N}_"],
        ["Œœ", "^A-Za-z"],
        [Upper, "°"],
        ["ÂÃÎÐ", "€œŠš¢£Ÿž\u00A0\u00AD®©°·»–—´" + Opening + Closing],
        ["×", "²³"],
        ["ØÙ", ArabicSecond, "ØÙ", ArabicSecond],
        ["à", "²µ¹¼½¾"],
        ["√", "±∂†≠®™´≤≥¥µø"],
        ["≈", "°¢"],
        ["‚", "Ä", "ìîïòôúùû†°¢π"],
        ["‚", "âó", "àä°ê"],
        ["в", "Ђ"],
        ["ВГРС", Control + Bad + Opening + Closing + Currency + "°µ", "ВГРС"],
        ["Г", "ў", "В", "Ђ", "В", @"^\n", "A-Za-z "],
        ["Ã", "\u00A0¡"],
        ["a-z.,?!" + Closing, "Â", " " + Opening + Closing],
        ["β", "€", "™\u00A0Ά\u00AD®°"],
        ["ΒΓΞΟ", Control + Bad + Opening + Closing + Currency + "°", "ΒΓΞΟ"],
        ["ā", "€"],
    ];

    private static readonly Regex Unlikely = new(
        string.Join(
            '|',
            Sequences
                .Select(sequence => string.Concat(sequence.Select(set => $"[{set}]")))
                .Append(@"[a-z]\s?[ÃÂ] ") // the second half was U+00A0, which has become a space
                .Append("^[ÃÂ] ")
        ),
        RegexOptions.CultureInvariant
    );

    /// <summary>Whether the text holds an unlikely sequence.</summary>
    public static bool In(string text) => Unlikely.IsMatch(text);
}
