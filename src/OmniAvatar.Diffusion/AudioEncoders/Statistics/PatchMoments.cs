namespace OmniAvatar.Diffusion.AudioEncoders.Statistics;

/// <summary>Sums of the patches of a stream, kernel samples every stride samples, and of their products with
/// themselves, in float64.</summary>
internal sealed class PatchMoments(int kernel, int stride)
{
    public long Count { get; private set; }

    public double[] Sum { get; } = new double[kernel];

    /// <summary>(kernel x kernel), row by row.</summary>
    public double[] Products { get; } = new double[kernel * kernel];

    /// <summary>Adds every patch that lies wholly in <paramref name="samples"/>; the first begins at its
    /// start.</summary>
    /// <returns>Where the first patch begins that does not: from there on the samples are needed again.</returns>
    public int Add(ReadOnlySpan<float> samples)
    {
        var start = 0;
        for (; start + kernel <= samples.Length; start += stride)
            AddOne(samples.Slice(start, kernel));
        return start;
    }

    private void AddOne(ReadOnlySpan<float> patch)
    {
        Count++;
        for (var row = 0; row < patch.Length; row++)
        {
            double value = patch[row];
            Sum[row] += value;
            var products = Products.AsSpan(row * patch.Length, patch.Length);
            for (var column = 0; column < patch.Length; column++)
                products[column] += value * patch[column];
        }
    }
}
