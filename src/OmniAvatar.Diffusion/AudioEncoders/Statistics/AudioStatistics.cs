namespace OmniAvatar.Diffusion.AudioEncoders.Statistics;

/// <summary>
/// What a window of a long recording must know of the whole, gathered in one pass: mean and variance of the waveform,
/// and the first and second moments of the patches that the first convolution sees. Since that convolution is linear,
/// the mean and variance of each of its channels over all time follow from these, in float64, whatever its weights are.
/// Plain numbers: it can be kept as JSON.
/// </summary>
public sealed record AudioStatistics
{
    private const int SamplesPerRead = 1 << 16;

    /// <summary>Samples in the recording.</summary>
    public required long SampleCount { get; init; }

    /// <summary>Mean of all samples.</summary>
    public required double Mean { get; init; }

    /// <summary>Variance of all samples, divided by their number.</summary>
    public required double Variance { get; init; }

    /// <summary>Samples that one patch spans: the first convolution's kernel.</summary>
    public required int Kernel { get; init; }

    /// <summary>Samples from one patch to the next: the first convolution's stride.</summary>
    public required int Stride { get; init; }

    /// <summary>Patches that lie wholly in the recording.</summary>
    public required long PatchCount { get; init; }

    /// <summary>The sum of these patches, (kernel).</summary>
    public required IReadOnlyList<double> PatchSum { get; init; }

    /// <summary>The sum of the outer products of these patches with themselves, (kernel x kernel) row by row.</summary>
    public required IReadOnlyList<double> PatchProducts { get; init; }

    /// <summary>The samples from the first patch on that reaches beyond the recording.</summary>
    public required IReadOnlyList<float> Tail { get; init; }

    /// <summary>The divisor of normalisation: sqrt(variance + 1e-7).</summary>
    internal double Deviation => Math.Sqrt(Variance + Waveform.VarianceFloor);

    /// <summary>Reads the recording once from start to end.</summary>
    /// <param name="source">The recording, at least one sample.</param>
    /// <param name="config">Its first convolution's kernel and stride are read.</param>
    /// <param name="cancellation">Looked at about every four seconds of sound.</param>
    /// <exception cref="BadInputException">The recording is empty, or a sample is not a finite number.</exception>
    public static AudioStatistics Gather(
        ISampleSource source,
        Wav2Vec2Config config,
        CancellationToken cancellation = default
    )
    {
        if (source.Length == 0)
            throw new BadInputException("The sound is empty.");
        var (kernel, stride) = (config.ConvolutionKernels[0], config.ConvolutionStrides[0]);
        var (moments, patches) = (new RunningMoments(), new PatchMoments(kernel, stride));
        var buffer = new float[SamplesPerRead + kernel];
        var kept = 0; // samples of patches that are not complete yet, at the buffer's start
        for (long start = 0; start < source.Length; )
        {
            cancellation.ThrowIfCancellationRequested();
            var count = (int)Math.Min(SamplesPerRead, source.Length - start);
            var fresh = buffer.AsSpan(kept, count);
            source.Read(start, fresh);
            moments.Add(fresh);
            var done = patches.Add(buffer.AsSpan(0, kept + count));
            kept += count - done;
            buffer.AsSpan(done, kept).CopyTo(buffer);
            start += count;
        }
        return new AudioStatistics
        {
            SampleCount = source.Length,
            Mean = moments.Mean,
            Variance = moments.Variance,
            Kernel = kernel,
            Stride = stride,
            PatchCount = patches.Count,
            PatchSum = patches.Sum,
            PatchProducts = patches.Products,
            Tail = buffer[..kept],
        };
    }

    /// <summary>Normalises samples in place; those past the recording's end are padding, which is zero.</summary>
    internal void Normalise(Span<float> samples)
    {
        var deviation = Deviation;
        foreach (ref var sample in samples)
            sample = (float)((sample - Mean) / deviation);
    }
}
