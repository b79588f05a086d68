using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders.Convolutions;

/// <summary>Makes one frame of every two, looking at the frame before them as well; passes a clip's first frame
/// through.</summary>
internal sealed class PairingConv : CausalLayer
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    public PairingConv(int dim, Device? device, ScalarType dtype)
        : base(nameof(PairingConv))
    {
        (_weight, _bias) = ConvolutionWeights.Create([dim, dim, 3, 1, 1], device, dtype);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, CausalCache cache) // (B, C, T, H, W)
    {
        using var scope = NewDisposeScope();
        var before = cache.Find(this);
        var window = before is null ? x : ChannelsLast.Join(before, x); // (B, C, 1+T, H, W)
        cache.Keep(this, x.narrow(2, x.size(2) - 1, 1).clone());
        var y =
            before is null ? x.alias()
            : is_grad_enabled() ? OverTriples(window)
            : nn.functional.conv3d(window, _weight, _bias, strides: [2, 1, 1]);
        return y.MoveToOuterDisposeScope(); // (B, C, T/2, H, W)
    }

    /// <summary>The same sums as one matrix product, whose gradient is much faster than the convolution's.</summary>
    private Tensor OverTriples(Tensor window) // (B, C, 1+T, H, W)
    {
        var frames = window.permute(0, 2, 3, 4, 1); // (B, 1+T, H, W, C)
        var seen = new[] { 0L, 1, 2 }.Select(first => frames.slice(1, first, frames.size(1) - 2 + first, 2));
        var matrix = _weight.flatten(2).transpose(1, 2).flatten(1); // (C', 3*C)
        return nn
            .functional.linear(cat([.. seen], dim: 4), matrix, _bias) // (B, T/2, H, W, C')
            .permute(0, 4, 1, 2, 3); // (B, C', T/2, H, W)
    }
}
