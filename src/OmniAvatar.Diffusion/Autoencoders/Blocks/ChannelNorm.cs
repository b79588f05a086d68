using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders.Blocks;

/// <summary>Root-mean-square norm over the channels of every pixel: x / |x| * sqrt(channels) * gamma, in float32 at
/// least.</summary>
internal sealed class ChannelNorm : nn.Module<Tensor, Tensor>
{
    private const double SmallestLength = 1e-12;

    [ComponentName(Name = "gamma")]
    private readonly Parameter _gamma;

    private readonly double _scale;

    /// <param name="axes">Axes after the channels: 3 for a video, 2 for pictures; it shapes gamma.</param>
    public ChannelNorm(int dim, int axes, Device? device, ScalarType dtype)
        : base(nameof(ChannelNorm))
    {
        _scale = Math.Sqrt(dim);
        _gamma = new Parameter(ones([dim, .. Enumerable.Repeat(1L, axes)], dtype, device), requires_grad: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) // (B, C, ...)
    {
        using var scope = NewDisposeScope();
        var wide = x.dtype is ScalarType.Float64 ? x : x.to(ScalarType.Float32);
        var length = linalg.vector_norm(wide, dims: [1], keepdim: true); // (B, 1, ...)
        var scale = is_grad_enabled() // a gradient needs the length itself
            ? length.clamp_min(SmallestLength).reciprocal().mul(_scale)
            : length.clamp_min_(SmallestLength).reciprocal_().mul_(_scale); // (B, 1, ...)
        return wide.mul(scale)
            .mul_(_gamma)
            .to(x.dtype) // (B, C, ...)
            .MoveToOuterDisposeScope();
    }
}
