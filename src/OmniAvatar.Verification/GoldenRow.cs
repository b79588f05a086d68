using System.Globalization;
using System.Text.RegularExpressions;
using OmniAvatar.Verification.Comparisons;

namespace OmniAvatar.Verification;

/// <summary>The outcome of one case.</summary>
public sealed partial record GoldenRow
{
    /// <summary>Folder of the case.</summary>
    public required string Area { get; init; }

    /// <summary>Name of the case in its folder.</summary>
    public required string Case { get; init; }

    /// <summary>How many results were compared.</summary>
    public int Compared { get; init; }

    /// <summary>What was compared: the names, numbered ones together (<c>tap.block.*.output ×6</c>).</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The largest difference, by the part of its limit that it uses.</summary>
    public double LargestDifference { get; init; }

    /// <summary>The limit of that difference.</summary>
    public double Limit { get; init; }

    /// <summary>Where the largest difference is; empty where nothing was compared.</summary>
    public string At { get; init; } = "";

    /// <summary>One sentence that says what is wrong first, or null.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether everything was right.</summary>
    public bool Passed => Failure is null;

    /// <summary>A row without comparisons: a case that could not be run, or a file that belongs to none.</summary>
    public static GoldenRow Failed(string area, string name, string failure) =>
        new()
        {
            Area = area,
            Case = name,
            Failure = failure,
        };

    /// <summary>Sums up the comparisons of a case.</summary>
    /// <param name="area">Folder of the case.</param>
    /// <param name="name">Name of the case.</param>
    /// <param name="comparisons">First computed first.</param>
    /// <param name="failure">What went wrong apart from the comparisons, or null.</param>
    public static GoldenRow Of(string area, string name, IReadOnlyList<Comparison> comparisons, string? failure)
    {
        var worst = comparisons.MaxBy(c => double.IsNaN(c.Share) ? double.PositiveInfinity : c.Share);
        return new GoldenRow
        {
            Area = area,
            Case = name,
            Compared = comparisons.Count,
            Names = Group(comparisons),
            LargestDifference = worst?.Difference ?? 0,
            Limit = worst?.Limit ?? 0,
            At = worst?.Name ?? "",
            Failure =
                FirstDifference(comparisons) ?? failure ?? (comparisons.Count == 0 ? "Nothing was compared." : null),
        };
    }

    /// <summary>The row as one line.</summary>
    public override string ToString()
    {
        var title = $"{(Passed ? "ok  " : "FAIL")} {$"{Area}/{Case}", -36}";
        if (Compared == 0)
            return $"{title} {Failure}";
        var summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{title} {Compared, 5} compared, largest difference {LargestDifference:0.0e+00} of "
                + $"{Limit:0.0e+00} at {At}: {string.Join(", ", Names)}"
        );
        return Passed ? summary : $"{summary}; {Failure}";
    }

    private static string? FirstDifference(IReadOnlyList<Comparison> comparisons)
    {
        var first = comparisons.FirstOrDefault(c => !c.Passed);
        if (first is null)
            return null;
        var what =
            first.Fault
            ?? string.Create(
                CultureInfo.InvariantCulture,
                $"{first.Difference:0.0e+00} where {first.Limit:0.0e+00} is allowed"
            );
        return $"{first.Name} is the first of {comparisons.Count(c => !c.Passed)} that differ: {what}.";
    }

    private static List<string> Group(IReadOnlyList<Comparison> comparisons) =>
        [
            .. comparisons
                .GroupBy(c => Number().Replace(c.Name, "*"))
                .Select(g => g.Count() == 1 ? g.First().Name : $"{g.Key} ×{g.Count()}"),
        ];

    [GeneratedRegex(@"(?<=[.\[])\d+(?=[.\]]|$)")]
    private static partial Regex Number();
}
