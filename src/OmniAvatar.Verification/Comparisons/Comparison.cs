namespace OmniAvatar.Verification.Comparisons;

/// <summary>One result of the reference beside ours.</summary>
/// <param name="Name">The tensor or field.</param>
/// <param name="Difference">How far apart they are, in the unit of the limit; infinite where they cannot be
/// compared.</param>
/// <param name="Limit">The most that counts as equal; 0 for exact results.</param>
/// <param name="Fault">What is wrong where a difference alone does not say it (another shape, not a number), or
/// null.</param>
public sealed record Comparison(string Name, double Difference, double Limit, string? Fault = null)
{
    /// <summary>Whether the result is right. A difference that is not a number is wrong.</summary>
    public bool Passed => Fault is null && Difference <= Limit;

    /// <summary>How much of the limit is used: at most 1 if right.</summary>
    public double Share => Difference <= 0 ? 0 : Difference / Limit;

    /// <summary>Values that must be the same: texts, whole numbers, inputs given twice.</summary>
    public static Comparison Exact<T>(string name, T expected, T actual) =>
        EqualityComparer<T>.Default.Equals(expected, actual)
            ? new Comparison(name, 0, 0)
            : new Comparison(
                name,
                double.PositiveInfinity,
                0,
                $"{Shorten(actual)} where the reference has {Shorten(expected)}"
            );

    /// <summary>Lists that must be the same.</summary>
    public static Comparison ExactList<T>(string name, IReadOnlyList<T> expected, IReadOnlyList<T> actual)
    {
        if (expected.Count != actual.Count)
            return new Comparison(
                name,
                double.PositiveInfinity,
                0,
                $"{actual.Count} values where the reference has {expected.Count}"
            );
        for (var i = 0; i < expected.Count; i++)
        {
            if (!EqualityComparer<T>.Default.Equals(expected[i], actual[i]))
                return new Comparison(
                    name,
                    double.PositiveInfinity,
                    0,
                    $"{Shorten(actual[i])} at {i} where the reference has {Shorten(expected[i])}"
                );
        }
        return new Comparison(name, 0, 0);
    }

    private static string Shorten<T>(T value)
    {
        var text = value switch
        {
            null => "nothing",
            string s => $"'{s}'",
            IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        return text.Length <= 60 ? text : text[..60] + "…";
    }
}
