namespace OmniAvatar.Training.Optimization;

/// <summary>Constants of AdamW (arXiv 1711.05101); the defaults are PyTorch's.</summary>
public sealed record AdamWOptions
{
    /// <summary>Decay of the running mean of gradients, in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the running mean of squared gradients, in [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the squared mean; positive.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Part of every trained value that a step takes away, times the learning rate; biases and norms
    /// too.</summary>
    public double WeightDecay { get; init; } = 0.01;
}
