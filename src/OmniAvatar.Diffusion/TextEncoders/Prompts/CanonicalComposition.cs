using System.Globalization;
using System.Text;

namespace OmniAvatar.Diffusion.TextEncoders.Prompts;

/// <summary>
/// Unicode's normalisation form C (UAX 15). The platform's own needs ICU, which a small Linux installation lacks: with
/// the invariant globalization that we run under, <see cref="string.Normalize()"/> changes nothing.
/// </summary>
internal static class CanonicalComposition
{
    private const int SyllableBase = 0xAC00,
        LeadBase = 0x1100,
        VowelBase = 0x1161,
        TailBase = 0x11A7;
    private const int LeadCount = 19,
        VowelCount = 21,
        TailCount = 28;
    private const int SyllableCount = LeadCount * VowelCount * TailCount;

    /// <summary>Below this no character changes, and none combines.</summary>
    private const char FirstAffected = '\u00C0';

    private static readonly Dictionary<int, int[]> Decompositions = [];
    private static readonly Dictionary<(int, int), int> Compositions = [];
    private static readonly Dictionary<int, int> Classes = [];

    static CanonicalComposition()
    {
        foreach (var fields in DataFile.Read("canonical-forms.txt"))
        {
            if (fields[0] == "@")
                for (var code = DataFile.Hexadecimal(fields[2]); code <= DataFile.Hexadecimal(fields[3]); code++)
                    Classes[code] = int.Parse(fields[1], CultureInfo.InvariantCulture);
            else
                AddDecomposition(
                    [.. fields.Where(field => field != "!").Select(DataFile.Hexadecimal)],
                    composes: fields[0] != "!"
                );
        }
    }

    /// <summary>The text in form C. It must hold no lone surrogate.</summary>
    public static string Compose(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange(FirstAffected, '\uFFFF') < 0)
            return text;
        var codes = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Decompose(rune.Value, codes);
        Reorder(codes);
        return Join(ComposePairs(codes));
    }

    private static void AddDecomposition(int[] codes, bool composes)
    {
        Decompositions[codes[0]] = codes[1..];
        if (composes)
            Compositions[(codes[1], codes[2])] = codes[0];
    }

    private static int ClassOf(int code) => Classes.GetValueOrDefault(code);

    private static void Decompose(int code, List<int> codes)
    {
        var syllable = code - SyllableBase;
        if (syllable is >= 0 and < SyllableCount)
        {
            codes.Add(LeadBase + syllable / (VowelCount * TailCount));
            codes.Add(VowelBase + syllable / TailCount % VowelCount);
            if (syllable % TailCount > 0)
                codes.Add(TailBase + syllable % TailCount);
        }
        else if (Decompositions.TryGetValue(code, out var parts))
        {
            foreach (var part in parts)
                Decompose(part, codes);
        }
        else
        {
            codes.Add(code);
        }
    }

    /// <summary>Sorts each run of combining characters by class; equal classes keep their order.</summary>
    private static void Reorder(List<int> codes)
    {
        for (var start = 0; start < codes.Count; start++)
        {
            if (ClassOf(codes[start]) == 0)
                continue;
            var end = start;
            while (end < codes.Count && ClassOf(codes[end]) != 0)
                end++;
            var sorted = codes[start..end].OrderBy(ClassOf).ToList();
            for (var index = 0; index < sorted.Count; index++)
                codes[start + index] = sorted[index];
            start = end;
        }
    }

    /// <summary>Joins each character with the last starter before it, unless something of the same or a higher class
    /// stands between.</summary>
    private static List<int> ComposePairs(List<int> codes)
    {
        var composed = new List<int>(codes.Count);
        var (starter, lastClass) = (-1, -1);
        foreach (var code in codes)
        {
            var combiningClass = ClassOf(code);
            if (starter >= 0 && lastClass < combiningClass && Pair(composed[starter], code) is { } whole)
            {
                composed[starter] = whole;
                continue;
            }
            if (combiningClass == 0)
                (starter, lastClass) = (composed.Count, -1);
            else
                lastClass = combiningClass;
            composed.Add(code);
        }
        return composed;
    }

    private static int? Pair(int first, int second)
    {
        var (lead, vowel, tail) = (first - LeadBase, second - VowelBase, second - TailBase);
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
            return SyllableBase + (lead * VowelCount + vowel) * TailCount;
        var syllable = first - SyllableBase;
        if (syllable is >= 0 and < SyllableCount && syllable % TailCount == 0 && tail is > 0 and < TailCount)
            return first + tail;
        return Compositions.TryGetValue((first, second), out var whole) ? whole : null;
    }

    private static string Join(List<int> codes)
    {
        var text = new StringBuilder(codes.Count);
        foreach (var code in codes)
            text.Append(new Rune(code).ToString());
        return text.ToString();
    }
}
