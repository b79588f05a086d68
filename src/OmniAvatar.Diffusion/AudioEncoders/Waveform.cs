using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.AudioEncoders;

/// <summary>What is done to 16 kHz mono samples before the audio encoder hears them.</summary>
public static class Waveform
{
    /// <summary>Samples a second that the audio encoder was trained on.</summary>
    public const int SampleRate = 16000;

    /// <summary>Samples per row of features: one row per frame of a 25 frames per second video.</summary>
    public const int SamplesPerRow = 640;

    /// <summary>Added to the variance, so that a constant signal becomes zeros.</summary>
    public const double VarianceFloor = 1e-7;

    /// <summary>(x - mean) / sqrt(variance + 1e-7), over the last axis; statistics in float64.</summary>
    /// <param name="samples">float32 (..., samples), at least one.</param>
    /// <returns>float32, the same shape.</returns>
    public static Tensor Normalise(Tensor samples)
    {
        using var scope = NewDisposeScope();
        var wide = samples.to_type(ScalarType.Float64);
        var centred = wide.sub(wide.mean([-1], keepdim: true)); // (..., samples)
        var deviation = centred.square().mean([-1], keepdim: true).add_(VarianceFloor).sqrt_(); // (..., 1)
        return centred.div_(deviation).to_type(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Appends zeros up to <paramref name="rows"/> x 640 samples.</summary>
    /// <exception cref="ArgumentException">There are more samples than that.</exception>
    public static Tensor PadToRows(Tensor samples, long rows)
    {
        var length = samples.shape[^1];
        if (length > rows * SamplesPerRow)
            throw new ArgumentException(
                $"{length} samples do not fit into {rows} rows of {SamplesPerRow}.",
                nameof(rows)
            );
        return nn.functional.pad(samples, [0, rows * SamplesPerRow - length]);
    }
}
