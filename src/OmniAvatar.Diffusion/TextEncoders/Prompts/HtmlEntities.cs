using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OmniAvatar.Diffusion.TextEncoders.Prompts;

/// <summary>Character references of HTML 5. The platform's own decoder knows HTML 4's names only, and not what browsers
/// do with wrong numbers.</summary>
public static partial class HtmlEntities
{
    /// <summary>What browsers read the numbers 80 to 9F as (HTML standard, section 13.2.5.80).</summary>
    private const string WindowsControls = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

    private static readonly Dictionary<string, string> ByName = DataFile
        .Read("html-entities.txt")
        .Select(fields =>
            (
                Name: fields[0],
                Text: string.Concat(fields[1..].Select(code => char.ConvertFromUtf32(DataFile.Hexadecimal(code))))
            )
        )
        .ToDictionary(entry => entry.Name, entry => entry.Text, StringComparer.Ordinal);

    private static readonly Dictionary<string, string> Shouted = BuildShouted();

    /// <summary>Decodes every reference as browsers do, those without a semicolon too ("&amp;notit" is
    /// "¬it").</summary>
    public static string Unescape(string text) =>
        AnyReference().Replace(text, match => Decode(match.Groups[1].Value) ?? match.Value);

    /// <summary>Decodes only references that end in a semicolon, which are never written by accident; and small
    /// letters' names in capitals ("&amp;EACUTE;" is "É"), where that is no name of its own.</summary>
    public static string UnescapeCertain(string text) =>
        CertainReference()
            .Replace(
                text,
                match =>
                {
                    var name = match.Groups[1].Value;
                    if (!name.StartsWith('#'))
                        return ByName.GetValueOrDefault(name) ?? Shouted.GetValueOrDefault(name) ?? match.Value;
                    var decoded = Unescape(match.Value);
                    return decoded.Contains(';') ? match.Value : decoded;
                }
            );

    private static string? Decode(string reference)
    {
        if (reference.StartsWith('#'))
            return DecodeNumber(reference[1..].TrimEnd(';'));
        if (ByName.TryGetValue(reference, out var whole))
            return whole;
        // The longest name that the reference begins with; the rest is text.
        for (var length = reference.Length - 1; length > 1; length--)
            if (ByName.TryGetValue(reference[..length], out var known))
                return known + reference[length..];
        return null;
    }

    private static string DecodeNumber(string digits)
    {
        var isHexadecimal = digits[0] is 'x' or 'X';
        var style = isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        var significant = (isHexadecimal ? digits[1..] : digits).TrimStart('0');
        if (significant.Length == 0)
            return "\uFFFD";
        if (!uint.TryParse(significant, style, CultureInfo.InvariantCulture, out var number) || !Rune.IsValid(number))
            return "\uFFFD";
        return number switch
        {
            >= 0x80 and <= 0x9F => WindowsControls.Substring((int)number - 0x80, 1),
            '\t' or '\n' or '\f' or '\r' => ((char)number).ToString(),
            < ' ' or 0x7F or (>= 0xFDD0 and <= 0xFDEF) => "",
            _ => (number & 0xFFFE) == 0xFFFE ? "" : char.ConvertFromUtf32((int)number),
        };
    }

    private static Dictionary<string, string> BuildShouted()
    {
        var shouted = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in ByName)
        {
            var capitals = name.ToUpperInvariant();
            if (name.EndsWith(';') && name == name.ToLowerInvariant() && Decode(capitals) is null)
                shouted[capitals] = ToUpper(text);
        }
        return shouted;
    }

    /// <summary>Capitals as Unicode's full mapping has them; the platform's maps one character to one.</summary>
    private static string ToUpper(string text) =>
        text switch
        {
            "ß" => "SS",
            "ı" => "I",
            "ŉ" => "ʼN",
            "ﬀ" => "FF",
            "ﬁ" => "FI",
            "ﬂ" => "FL",
            "ﬃ" => "FFI",
            "ﬄ" => "FFL",
            _ => text.ToUpperInvariant(),
        };

    [GeneratedRegex("&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\\t\\n\\f <&#;]{1,32};?)")]
    private static partial Regex AnyReference();

    [GeneratedRegex("&(#?[0-9A-Za-z]{1,24};)")]
    private static partial Regex CertainReference();
}
