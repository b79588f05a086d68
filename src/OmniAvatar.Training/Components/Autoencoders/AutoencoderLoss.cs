using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Training.Runs;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components.Autoencoders;

/// <summary>
/// How far a decoded clip is from the clip: a smooth absolute difference (Charbonnier et al., 1994), the same of
/// differences between neighbouring pixels,
/// which blur costs most, the same of differences between neighbouring frames, which tell when a mouth moves, and the
/// divergence of the latents from a standard normal distribution.
/// </summary>
internal static class AutoencoderLoss
{
    /// <summary>Names of the parts, in the order in which a step gives them.</summary>
    public static readonly string[] Parts = ["pixels", "edges", "motion", "divergence"];

    /// <summary>Differences below this are squared rather than absolute; a quarter of one of 256 levels.</summary>
    private const double Smoothness = 2e-3;

    private const double SmallestLogVariance = -30;
    private const double LargestLogVariance = 20;

    /// <summary>The loss of one batch.</summary>
    /// <param name="network">The network.</param>
    /// <param name="frames">(B, 3, T, h, w) in [-1, 1].</param>
    /// <param name="weights">(B, 1, 1, h, w): what each pixel counts.</param>
    /// <param name="noise">Gives standard normal values of a shape: latents are drawn from their distribution.</param>
    /// <param name="options">The parts' weights.</param>
    public static StepLoss Compute(
        VideoAutoencoder network,
        Tensor frames,
        Tensor weights,
        Func<long[], Tensor> noise,
        AutoencoderTrainingOptions options
    )
    {
        var (mean, wide) = network.EncodeMoments(frames);
        var logVariance = wide.clamp(SmallestLogVariance, LargestLogVariance);
        var latents = mean + (0.5 * logVariance).exp() * noise(mean.shape);
        var decoded = network.DecodeMoments(latents);
        var pixels = Difference(decoded, frames, weights);
        var edges = Edges(decoded, frames, weights, axis: 3) + Edges(decoded, frames, weights, axis: 4);
        var motion = Motion(decoded, frames, weights);
        var divergence = 0.5 * (mean.square() + logVariance.exp() - 1 - logVariance).mean();
        var loss =
            pixels + options.EdgeWeight * edges + options.MotionWeight * motion + options.DivergenceWeight * divergence;
        return new StepLoss(
            loss,
            (int)(frames.size(0) * frames.size(2)),
            [pixels.item<float>(), edges.item<float>(), motion.item<float>(), divergence.item<float>()]
        );
    }

    private static Tensor Difference(Tensor a, Tensor b, Tensor weights)
    {
        var smooth = ((a - b).square() + Smoothness * Smoothness).sqrt(); // (B, 3, T, h, w)
        return (smooth * (weights / weights.mean())).mean();
    }

    private static Tensor Edges(Tensor a, Tensor b, Tensor weights, int axis)
    {
        var count = a.size(axis) - 1;
        return Difference(Steps(a, axis), Steps(b, axis), weights.narrow(axis, 0, count));
    }

    private static Tensor Motion(Tensor a, Tensor b, Tensor weights) =>
        a.size(2) == 1 ? zeros(1).squeeze() : Difference(Steps(a, axis: 2), Steps(b, axis: 2), weights);

    private static Tensor Steps(Tensor x, int axis) =>
        x.narrow(axis, 1, x.size(axis) - 1) - x.narrow(axis, 0, x.size(axis) - 1);
}
