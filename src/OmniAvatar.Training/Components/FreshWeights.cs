using OmniAvatar.Randomness;
using OmniAvatar.Training.Optimization;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components;

/// <summary>The values that a network begins to learn from.</summary>
internal static class FreshWeights
{
    /// <summary>Deviation that keeps the variance of values through a linear layer: the root of one over its
    /// inputs.</summary>
    public static double KeepVariance(IReadOnlyList<long> shape) => 1 / Math.Sqrt(Inputs(shape));

    /// <summary>Deviation that keeps it through a rectifier as well (He et al., arXiv 1502.01852).</summary>
    public static double KeepVarianceRectified(IReadOnlyList<long> shape) => Math.Sqrt(2 / Inputs(shape));

    /// <summary>Fills every parameter with normal values; each has a stream of its own, from the seed and its
    /// name.</summary>
    /// <param name="network">Its parameters are also made trainable.</param>
    /// <param name="seed">Decides all values.</param>
    /// <param name="rule">Mean and deviation by name and shape.</param>
    public static void Fill(nn.Module network, long seed, Func<string, long[], (double Mean, double Deviation)> rule)
    {
        foreach (var (name, parameter) in network.named_parameters())
        {
            using var scope = NewDisposeScope();
            using (no_grad())
            {
                var (mean, deviation) = rule(name, parameter.shape);
                parameter.copy_(new StepRandom(seed).Normal(parameter.shape, name, 0).mul_(deviation).add_(mean));
            }
            parameter.requires_grad = true;
        }
    }

    private static double Inputs(IReadOnlyList<long> shape) =>
        shape.Skip(1).Aggregate(1.0, (product, size) => product * size);
}
