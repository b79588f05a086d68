namespace OmniAvatar.Media.Captions;

/// <summary>A block of lines between empty ones.</summary>
/// <param name="Number">The number of its first line in the file, from 1.</param>
/// <param name="Lines">At least one, none of them empty.</param>
internal sealed record CueBlock(int Number, IReadOnlyList<string> Lines);

/// <summary>What SubRip and WebVTT have in common: blocks of lines, and lines with two times.</summary>
internal static class CueLines
{
    private const string Arrow = "-->";

    public static IEnumerable<CueBlock> Blocks(string text)
    {
        var (lines, number) = (new List<string>(), 0);
        foreach (var line in TextFile.Lines(text).Append(""))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                lines.Add(line);
                continue;
            }
            if (lines.Count > 0)
                yield return new CueBlock(number - lines.Count, [.. lines]);
            lines.Clear();
        }
    }

    /// <summary>The line of a block that has the times: the first or, behind a number or a name, the second; -1 where
    /// neither does.</summary>
    public static int TimesLine(CueBlock block) =>
        block.Lines.Take(2).ToList().FindIndex(line => line.Contains(Arrow, StringComparison.Ordinal));

    /// <summary>Reads <c>00:00:01,000 --> 00:00:02,500</c>; what follows behind a blank says where to draw, and is
    /// passed over.</summary>
    /// <exception cref="BadInputException">There are no two times, or they are out of order.</exception>
    public static (long Start, long End) Times(string line, int number, string name)
    {
        var arrow = line.IndexOf(Arrow, StringComparison.Ordinal);
        var behind = line[(arrow + Arrow.Length)..].Trim().Split([' ', '\t'], 2)[0];
        if (ClockTime.Parse(line.AsSpan(0, arrow)) is not { } start || ClockTime.Parse(behind) is not { } end)
            throw CaptionsFile.Bad(
                name,
                $"is not valid in line {number}: two times are needed there, such as '00:00:01.000 --> 00:00:02.500'"
            );
        return start < end
            ? (start, end)
            : throw CaptionsFile.Bad(name, $"is not valid in line {number}: a caption ends after it begins");
    }
}
