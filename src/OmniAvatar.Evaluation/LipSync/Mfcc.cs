using OmniAvatar.Diffusion.Observation;
using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.LipSync;

/// <summary>
/// Mel-frequency cepstral coefficients as SyncNet was trained on them, those of python_speech_features with its
/// defaults: 16 kHz, frames of
/// 25 ms every 10 ms without a window function, 26 mel filters, 13 coefficients, the first replaced by the log energy.
/// Float64 all through.
/// </summary>
public static class Mfcc
{
    /// <summary>Samples a second.</summary>
    public const int SampleRate = 16_000;

    /// <summary>Coefficients a frame.</summary>
    public const int Coefficients = 13;

    /// <summary>Mel filters.</summary>
    public const int Filters = 26;

    /// <summary>Samples of a frame.</summary>
    public const int FrameLength = 400;

    /// <summary>Samples from frame to frame.</summary>
    public const int FrameStep = 160;

    /// <summary>Samples of the Fourier transform, the frame's and zeros.</summary>
    public const int TransformLength = 512;

    /// <summary>How much of the sample before is taken away from each.</summary>
    public const double PreEmphasis = 0.97;

    /// <summary>Strength of the sinusoidal lifter.</summary>
    public const int Lifter = 22;

    // Stands in for a power of zero: the spacing of doubles at 1.
    private const double Least = 2.220446049250313e-16;

    /// <summary>Frames of a sound: one if it fits into a frame, and then as many as begin within it and are needed to
    /// reach its end.</summary>
    public static long FrameCount(long samples) =>
        samples <= FrameLength ? 1 : 1 + (samples - FrameLength + FrameStep - 1) / FrameStep;

    /// <summary>Computes the coefficients of a sound.</summary>
    /// <param name="samples">(S) in the scale of 16-bit integers, any type, at least one sample.</param>
    /// <param name="observer">Is shown <c>filterbank_energies</c> (frames, 26) and <c>frame_energy</c>
    /// (frames).</param>
    /// <returns>(frames, 13) float64.</returns>
    /// <exception cref="ArgumentException">The sound has no samples.</exception>
    public static Tensor Compute(Tensor samples, ITensorObserver? observer = null)
    {
        if (samples.dim() != 1 || samples.shape[0] == 0)
            throw new ArgumentException("A sound has one dimension and at least one sample.", nameof(samples));
        using var scope = NewDisposeScope();
        var spectrum = fft.rfft(Frames(Emphasise(samples.to(ScalarType.Float64, CPU))), TransformLength); // (F, 257)
        var power = spectrum.abs().square() / TransformLength; // (F, 257)
        var energy = WithoutZeros(power.sum(1)); // (F)
        var bands = WithoutZeros(power.matmul(MelFilters.Create().transpose(0, 1))); // (F, 26)
        observer?.Observe("filterbank_energies", bands);
        observer?.Observe("frame_energy", energy);
        var cepstrum = bands.log().matmul(CosineTransform()) * LifterGains(); // (F, 13)
        cepstrum[TensorIndex.Ellipsis, 0] = energy.log();
        return cepstrum.MoveToOuterDisposeScope();
    }

    private static Tensor Emphasise(Tensor samples)
    {
        var last = samples.shape[0] - 1;
        return cat([samples.narrow(0, 0, 1), samples.narrow(0, 1, last) - samples.narrow(0, 0, last) * PreEmphasis]);
    }

    private static Tensor Frames(Tensor samples)
    {
        var needed = FrameLength + (FrameCount(samples.shape[0]) - 1) * FrameStep;
        return nn.functional.pad(samples, [0, needed - samples.shape[0]]).unfold(0, FrameLength, FrameStep); // (F, 400)
    }

    private static Tensor WithoutZeros(Tensor power) => power.masked_fill(power.eq(0), Least);

    /// <summary>The orthonormal DCT-II of 26 values, its first 13 coefficients: (26, 13).</summary>
    private static Tensor CosineTransform()
    {
        var matrix = new double[Filters, Coefficients];
        for (var band = 0; band < Filters; band++)
        {
            for (var k = 0; k < Coefficients; k++)
                matrix[band, k] =
                    Math.Sqrt((k == 0 ? 1.0 : 2.0) / Filters) * Math.Cos(Math.PI * k * (2 * band + 1) / (2 * Filters));
        }
        return tensor(matrix);
    }

    private static Tensor LifterGains() =>
        tensor(
            Enumerable.Range(0, Coefficients).Select(k => 1 + Lifter / 2.0 * Math.Sin(Math.PI * k / Lifter)).ToArray()
        );
}
