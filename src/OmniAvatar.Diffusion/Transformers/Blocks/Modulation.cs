using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Blocks;

/// <summary>Adaptive layer norm: the timestep scales and shifts tokens that are normalised without learned weights
/// (arXiv 2212.09748).</summary>
internal static class Modulation
{
    /// <summary>norm(x) (1 + scale) + shift, with x (B, N, dim), scale and shift (B, 1, dim).</summary>
    public static Tensor Modulate(Tensor x, Tensor shift, Tensor scale, double epsilon)
    {
        using var normal = nn.functional.layer_norm(x, [x.size(-1)], null, null, epsilon); // (B, N, dim)
        using var factor = scale.add(1); // (B, 1, dim)
        return shift.addcmul(normal, factor, value: 1); // (B, N, dim)
    }
}
