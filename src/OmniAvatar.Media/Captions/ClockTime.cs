using System.Globalization;
using System.Text.RegularExpressions;

namespace OmniAvatar.Media.Captions;

/// <summary>Times as people and programs write them: <c>1:02:03.5</c>, <c>02:03,500</c>.</summary>
public static partial class ClockTime
{
    /// <summary>The longest time that is taken: a day.</summary>
    public const long MostMilliseconds = 24L * 3600 * 1000;

    /// <summary>Reads hours, minutes and seconds, or minutes and seconds; a fraction follows a point or a
    /// comma.</summary>
    /// <returns>Milliseconds, or null where the text is no time.</returns>
    public static long? Parse(ReadOnlySpan<char> text)
    {
        var match = Pattern().Match(text.Trim().ToString());
        if (!match.Success)
            return null;
        var hasHours = match.Groups["hours"].Success;
        var minutes = Number(match.Groups["minutes"]);
        if (hasHours && minutes >= 60)
            return null;
        var milliseconds =
            ((Number(match.Groups["hours"]) * 60 + minutes) * 60 + Number(match.Groups["seconds"])) * 1000
            + Fraction(match.Groups["fraction"].Value);
        return milliseconds <= MostMilliseconds ? milliseconds : null;
    }

    /// <summary>A time with all its digits: <c>01:02:03.456</c>.</summary>
    public static string Text(long milliseconds, char point = '.') =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{milliseconds / 3_600_000:00}:{milliseconds / 60_000 % 60:00}:{milliseconds / 1000 % 60:00}{point}{milliseconds % 1000:000}"
        );

    private static long Number(Group digits) =>
        digits.Success ? long.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    private static long Fraction(string digits) =>
        digits.Length == 0 ? 0 : long.Parse(digits.PadRight(3, '0')[..3], CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?:(?<hours>[0-9]{1,3}):)?(?<minutes>[0-9]{1,4}):(?<seconds>[0-5][0-9])(?:[.,](?<fraction>[0-9]{1,9}))?$"
    )]
    private static partial Regex Pattern();
}
