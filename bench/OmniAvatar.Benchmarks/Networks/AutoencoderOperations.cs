using OmniAvatar.Diffusion.Autoencoders;

namespace OmniAvatar.Benchmarks.Networks;

/// <summary>
/// Operations of one later chunk (4 frames, 1 latent): 2 * inputs * outputs * kernel for every output pixel of a
/// convolution and 4 N² d for attention among N pixels d wide. Norms, activations and copies are not counted.
/// </summary>
public sealed class AutoencoderOperations(VideoAutoencoderConfig config, int height, int width)
{
    private const double Cube = 27;
    private const double Square = 9;

    private readonly int[] _widths = [.. config.DimMult.Select(factor => factor * config.BaseDim)];

    /// <summary>From 4 frames to one latent.</summary>
    public double Encoder()
    {
        var last = config.DimMult.Count - 1;
        var total = Convolution(Cube, 3, config.BaseDim, Pixels(0));
        for (int stage = 0, input = config.BaseDim; stage <= last; input = _widths[stage], stage++)
        {
            total += Residual(input, _widths[stage], config.NumResBlocks, Pixels(stage));
            if (stage == last)
                continue;
            total += Convolution(Square, _widths[stage], _widths[stage], Pixels(stage) / 4);
            if (config.TemporalDownsample[stage])
                total += Convolution(3, _widths[stage], _widths[stage], Pixels(stage + 1));
        }

        return total + Middle() + Convolution(Cube, _widths[^1], 2 * config.ZDim, Pixels(last));
    }

    /// <summary>From one latent to 4 frames.</summary>
    public double Decoder()
    {
        var last = config.DimMult.Count - 1;
        var total = Convolution(Cube, config.ZDim, _widths[^1], Pixels(last)) + Middle();
        for (int stage = last, input = _widths[^1]; stage >= 0; input = _widths[stage] / 2, stage--)
        {
            total += Residual(input, _widths[stage], config.NumResBlocks + 1, Pixels(stage));
            if (stage == 0)
                continue;
            total += Convolution(Square, _widths[stage], _widths[stage] / 2, Pixels(stage - 1));
            if (config.TemporalDownsample[stage - 1])
                total += Convolution(3, _widths[stage], 2 * _widths[stage], Pixels(stage));
        }

        return total + Convolution(Cube, config.BaseDim, 3, Pixels(0));
    }

    /// <summary>Pixels of a chunk at a stage, 0 being the picture's.</summary>
    private double Pixels(int stage) =>
        (double)config.TemporalFactor
        * height
        * width
        / Math.Pow(4, stage)
        / Math.Pow(2, config.TemporalDownsample.Take(stage).Count(halved => halved));

    private double Middle()
    {
        var (dim, pixels) = ((double)_widths[^1], Pixels(config.DimMult.Count - 1));
        return Residual(_widths[^1], _widths[^1], 2, pixels)
            + Convolution(1, dim, 4 * dim, pixels)
            + 4 * pixels * pixels * dim;
    }

    private static double Residual(int input, int output, int blocks, double pixels) =>
        Convolution(Cube, input, output, pixels)
        + (2 * blocks - 1) * Convolution(Cube, output, output, pixels)
        + (input == output ? 0 : Convolution(1, input, output, pixels));

    private static double Convolution(double kernel, double inputs, double outputs, double pixels) =>
        2 * kernel * inputs * outputs * pixels;
}
