namespace OmniAvatar.Evaluation.Figures;

/// <summary>
/// Which of several people a picture shows, by its colours alone: enough where hair, skin and clothes differ, and no
/// proof of a face.
/// </summary>
public static class ColourHistogram
{
    /// <summary>Bins of each channel.</summary>
    public const int Bins = 8;

    /// <summary>The part of the pixels in each of 8 x 8 x 8 boxes of colours.</summary>
    /// <param name="rgb">RGB24 of one picture or several, at least one pixel.</param>
    /// <returns>512 values that sum to 1, red the slowest.</returns>
    /// <exception cref="ArgumentException">The bytes are not whole pixels.</exception>
    public static double[] Of(ReadOnlySpan<byte> rgb)
    {
        if (rgb.Length == 0 || rgb.Length % 3 != 0)
            throw new ArgumentException("Three bytes a pixel are needed.", nameof(rgb));
        const int width = 256 / Bins;
        var histogram = new double[Bins * Bins * Bins];
        var part = 3.0 / rgb.Length;
        for (var i = 0; i < rgb.Length; i += 3)
            histogram[(rgb[i] / width * Bins + rgb[i + 1] / width) * Bins + rgb[i + 2] / width] += part;
        return histogram;
    }

    /// <summary>Half the sum of differences: 0 for the same colours, 1 where none is shared.</summary>
    public static double Distance(IReadOnlyList<double> first, IReadOnlyList<double> second) =>
        first.Zip(second, (a, b) => Math.Abs(a - b)).Sum() / 2;

    /// <summary>The number of the histogram that is nearest, the first of equals.</summary>
    /// <param name="histogram">Of the picture in question.</param>
    /// <param name="known">Of the people, at least one.</param>
    public static int Nearest(IReadOnlyList<double> histogram, IReadOnlyList<IReadOnlyList<double>> known) =>
        Enumerable.Range(0, known.Count).MinBy(i => Distance(histogram, known[i]));
}
