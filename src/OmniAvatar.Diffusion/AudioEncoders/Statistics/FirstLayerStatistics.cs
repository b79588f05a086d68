using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.AudioEncoders.Statistics;

/// <summary>From the moments of a recording's patches to the mean and variance of the first convolution's channels over
/// all time.</summary>
internal static class FirstLayerStatistics
{
    /// <summary>
    /// With p a normalised patch and w a channel's weights the output is w·p, so its mean is w·E[p] and its mean square
    /// wᵀE[ppᵀ]w. Patches beyond the recording are zeros and count in the number only; those that straddle its end are
    /// added one by one.
    /// </summary>
    /// <param name="statistics">Of the recording before normalisation.</param>
    /// <param name="weight">(channels, 1, kernel).</param>
    /// <param name="paddedSamples">Samples with the padding, which is zero after normalisation.</param>
    /// <returns>(channels) each, in the weights' type and on their device.</returns>
    public static ChannelStatistics Compute(AudioStatistics statistics, Tensor weight, long paddedSamples)
    {
        using var scope = NewDisposeScope();
        var (sum, products) = NormalisedMoments(statistics);
        AddStraddling(statistics, paddedSamples, sum, products);
        var patches = (paddedSamples - statistics.Kernel) / statistics.Stride + 1;
        var w = weight.detach().cpu().to_type(ScalarType.Float64).squeeze(1); // (channels, kernel)
        var mean = w.mv(tensor(sum)).div_(patches); // (channels)
        var square = w.mm(tensor(products)).mul_(w).sum([1]).div_(patches); // (channels)
        var variance = square.sub_(mean.square()).clamp_min_(0); // (channels)
        return new ChannelStatistics(
            mean.to(weight.dtype, weight.device).MoveToOuterDisposeScope(),
            variance.to(weight.dtype, weight.device).MoveToOuterDisposeScope()
        );
    }

    /// <summary>Moments of (x - mean) / deviation from those of x.</summary>
    private static (double[] Sum, double[,] Products) NormalisedMoments(AudioStatistics statistics)
    {
        var (kernel, count, mean, deviation) = (
            statistics.Kernel,
            statistics.PatchCount,
            statistics.Mean,
            statistics.Deviation
        );
        var raw = statistics.PatchSum;
        var sum = raw.Select(value => (value - count * mean) / deviation).ToArray();
        var products = new double[kernel, kernel];
        for (var row = 0; row < kernel; row++)
        for (var column = 0; column < kernel; column++)
            products[row, column] =
                (
                    statistics.PatchProducts[row * kernel + column]
                    - mean * (raw[row] + raw[column])
                    + count * mean * mean
                ) / (deviation * deviation);
        return (sum, products);
    }

    private static void AddStraddling(AudioStatistics statistics, long paddedSamples, double[] sum, double[,] products)
    {
        var room = paddedSamples - statistics.PatchCount * statistics.Stride;
        for (
            var start = 0;
            start < statistics.Tail.Count && start + statistics.Kernel <= room;
            start += statistics.Stride
        )
        {
            var patch = new double[statistics.Kernel];
            for (var index = 0; index < statistics.Kernel && start + index < statistics.Tail.Count; index++)
                patch[index] = (statistics.Tail[start + index] - statistics.Mean) / statistics.Deviation;
            for (var row = 0; row < patch.Length; row++)
            {
                sum[row] += patch[row];
                for (var column = 0; column < patch.Length; column++)
                    products[row, column] += patch[row] * patch[column];
            }
        }
    }
}
