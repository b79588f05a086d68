namespace OmniAvatar.Evaluation.Figures;

/// <summary>A correlation and the shift at which it was found.</summary>
/// <param name="Lag">How many places the second series comes after the first; negative before.</param>
/// <param name="Value">From -1 to 1.</param>
public readonly record struct LaggedCorrelation(int Lag, double Value);

/// <summary>Pearson's correlation of two series, such as the opening of a mouth and the loudness of speech.</summary>
public static class Correlation
{
    /// <summary>Frames that <see cref="Best"/> looks to either side by default: 0.2 s at 25 a second.</summary>
    public const int DefaultLag = 5;

    /// <summary>sum (a - mean a)(b - mean b) / (n s_a s_b).</summary>
    /// <param name="first">At least two values.</param>
    /// <param name="second">As many.</param>
    /// <returns>From -1 to 1; 0 where a series does not vary, since nothing can be seen in it then.</returns>
    /// <exception cref="ArgumentException">The lengths differ or are below two.</exception>
    public static double Pearson(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.Length != second.Length || first.Length < 2)
            throw new ArgumentException("Two series of the same length, at least 2, are needed.", nameof(second));
        var (firstMean, secondMean) = (Mean(first), Mean(second));
        var (products, firstSquares, secondSquares) = (0.0, 0.0, 0.0);
        for (var i = 0; i < first.Length; i++)
        {
            var (a, b) = (first[i] - firstMean, second[i] - secondMean);
            products += a * b;
            firstSquares += a * a;
            secondSquares += b * b;
        }
        var scale = Math.Sqrt(firstSquares * secondSquares);
        return scale == 0 ? 0 : products / scale;
    }

    /// <summary>The shift within [-<paramref name="most"/>, <paramref name="most"/>] at which the two agree best, and
    /// how well; of equals the nearest to 0.</summary>
    /// <param name="first">More than <paramref name="most"/> + 1 values.</param>
    /// <param name="second">As many.</param>
    /// <param name="most">The largest shift, at least 0.</param>
    /// <exception cref="ArgumentException">The lengths differ or are too small.</exception>
    public static LaggedCorrelation Best(ReadOnlySpan<double> first, ReadOnlySpan<double> second, int most = DefaultLag)
    {
        var best = new LaggedCorrelation(0, Pearson(first, second));
        for (var distance = 1; distance <= most; distance++)
        {
            var after = Pearson(first[..^distance], second[distance..]);
            if (after > best.Value)
                best = new LaggedCorrelation(distance, after);
            var before = Pearson(first[distance..], second[..^distance]);
            if (before > best.Value)
                best = new LaggedCorrelation(-distance, before);
        }
        return best;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum / values.Length;
    }
}
