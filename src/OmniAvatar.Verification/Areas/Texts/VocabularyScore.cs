using System.Globalization;

namespace OmniAvatar.Verification.Areas.Texts;

/// <summary>Writes a score as a <c>.vocab</c> file does: six significant digits, no zeros behind them (C's
/// <c>%g</c>).</summary>
internal static class VocabularyScore
{
    private const int Digits = 6;

    public static string Write(float score)
    {
        if (score == 0)
            return "0";
        var exponent = int.Parse(
            score.ToString("E5", CultureInfo.InvariantCulture).Split('E')[1],
            CultureInfo.InvariantCulture
        );
        return exponent is >= -4 and < Digits
            ? Trim(((double)score).ToString($"F{Digits - 1 - exponent}", CultureInfo.InvariantCulture))
            : Scientific(score);
    }

    private static string Scientific(float score)
    {
        var parts = ((double)score).ToString("0.00000e+00", CultureInfo.InvariantCulture).Split('e');
        return $"{Trim(parts[0])}e{parts[1]}";
    }

    private static string Trim(string number) => number.Contains('.') ? number.TrimEnd('0').TrimEnd('.') : number;
}
