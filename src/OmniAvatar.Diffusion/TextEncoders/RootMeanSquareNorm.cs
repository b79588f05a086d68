using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.TextEncoders;

/// <summary>T5's norm: x / sqrt(mean(x²) + ε) · weight over the last axis, without a mean and without a bias; the
/// square is taken in float32.</summary>
internal sealed class RootMeanSquareNorm : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    private readonly double _epsilon;

    public RootMeanSquareNorm(long width, double epsilon, Device? device, ScalarType dtype)
        : base(nameof(RootMeanSquareNorm))
    {
        _epsilon = epsilon;
        _weight = new Parameter(ones(width, dtype: dtype, device: device));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var wide = x.to_type(ScalarType.Float32); // (B, L, C) float32
        var scale = wide.square().mean([-1], keepdim: true).add_(_epsilon).rsqrt_(); // (B, L, 1)
        var normed = wide.mul(scale).to_type(_weight.dtype); // (B, L, C)
        return normed.mul(_weight).MoveToOuterDisposeScope();
    }
}
