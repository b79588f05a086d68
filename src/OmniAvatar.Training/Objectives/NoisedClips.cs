using static TorchSharp.torch;

namespace OmniAvatar.Training.Objectives;

/// <summary>A batch as the network is shown it, and what it should answer.</summary>
/// <param name="Latents">Noisy latents (B, 16, T, h, w), the given frames clean.</param>
/// <param name="Conditions">Reference latents and mask (B, 17, T, h, w), in the mask 0 given and 1 generated; no
/// channels for Wan2.1 itself.</param>
/// <param name="Timesteps">(B), float32.</param>
/// <param name="Target">Noise - clean (B, 16, T, h, w), in every frame.</param>
/// <param name="Weights">Loss weight of each clip's timestep.</param>
/// <param name="Prefixes">Given latent frames of each clip; the loss begins after them.</param>
public sealed record NoisedClips(
    Tensor Latents,
    Tensor Conditions,
    Tensor Timesteps,
    Tensor Target,
    IReadOnlyList<float> Weights,
    IReadOnlyList<int> Prefixes
)
{
    /// <summary>So many of the clips, as views.</summary>
    public NoisedClips Part(int start, int count) =>
        new(
            Latents.narrow(0, start, count),
            Conditions.narrow(0, start, count),
            Timesteps.narrow(0, start, count),
            Target.narrow(0, start, count),
            [.. Weights.Skip(start).Take(count)],
            [.. Prefixes.Skip(start).Take(count)]
        );
}

/// <summary>How far off an answer is.</summary>
/// <param name="Loss">Mean over the clips of weight x squared error; a scalar with gradients.</param>
/// <param name="SquaredErrors">Mean squared error of each clip over its generated frames (B), without
/// gradients.</param>
public sealed record ClipLoss(Tensor Loss, Tensor SquaredErrors);
