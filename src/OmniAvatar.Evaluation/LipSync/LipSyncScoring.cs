using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.LipSync;

/// <summary>Compares embeddings of lips and sound at every offset, as joonson/syncnet_python does.</summary>
public static class LipSyncScoring
{
    /// <summary>Frames by which the sound is moved to either side by default.</summary>
    public const int DefaultShift = 15;

    private const double Epsilon = 1e-6;
    private const int FilterWidth = 9;

    /// <summary>Distances of each lip embedding to the sound's around it; beyond both ends the sound's are
    /// zeros.</summary>
    /// <param name="lip">(N, E).</param>
    /// <param name="audio">(N, E).</param>
    /// <param name="shift">Frames to either side, at least 1.</param>
    /// <returns>(N, 2 shift + 1): Euclidean, 1e-6 added to each component's difference.</returns>
    /// <exception cref="ArgumentException">The shapes differ, or there are no embeddings.</exception>
    public static Tensor Distances(Tensor lip, Tensor audio, int shift = DefaultShift)
    {
        if (lip.dim() != 2 || lip.shape[0] == 0 || !lip.shape.SequenceEqual(audio.shape))
            throw new ArgumentException(
                "Lip and audio embeddings must be (frames, embedding), as many of each.",
                nameof(audio)
            );
        using var scope = NewDisposeScope();
        var windows = nn.functional.pad(audio, [0, 0, shift, shift]).unfold(0, 2 * shift + 1, 1); // (N, E, 2 shift + 1)
        // (N, 2 shift + 1)
        return (lip.unsqueeze(2) - windows + Epsilon).square().sum(1).sqrt().MoveToOuterDisposeScope();
    }

    /// <summary>Finds the best offset and what it is worth.</summary>
    /// <param name="distances">(N, 2 shift + 1) from <see cref="Distances"/>.</param>
    public static LipSyncScore Score(Tensor distances)
    {
        using var scope = NewDisposeScope();
        var values = distances.to(ScalarType.Float32, CPU);
        var means = values.mean([0L]).data<float>().ToArray();
        var best = Array.IndexOf(means, means.Min());
        var median = Median(means);
        var frames = (median - values.select(1, best)).contiguous().data<float>().ToArray();
        return new LipSyncScore
        {
            Offset = means.Length / 2 - best,
            Distance = means[best],
            Confidence = median - means[best],
            MeanDistances = means,
            FrameConfidences = frames,
            SmoothFrameConfidences = MedianFilter(frames),
        };
    }

    private static float Median(ReadOnlySpan<float> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted[(sorted.Length - 1) / 2];
    }

    private static float[] MedianFilter(float[] values)
    {
        var padded = new float[values.Length + FilterWidth - 1];
        values.CopyTo(padded, FilterWidth / 2);
        return [.. values.Select((_, i) => Median(padded.AsSpan(i, FilterWidth)))];
    }
}
