using OmniAvatar.Diffusion.Autoencoders.Convolutions;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders.Blocks;

/// <summary>Two normed causal convolutions beside a shortcut.</summary>
internal sealed class ResidualBlock : CausalLayer
{
    [ComponentName(Name = "residual")]
    private readonly Branch _residual;

    [ComponentName(Name = "shortcut")]
    private readonly CausalConv3d? _shortcut;

    public ResidualBlock(int inDim, int outDim, Device? device, ScalarType dtype)
        : base(nameof(ResidualBlock))
    {
        _residual = new Branch(inDim, outDim, device, dtype);
        _shortcut = inDim == outDim ? null : new CausalConv3d(inDim, outDim, (1, 1, 1), device, dtype);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, CausalCache cache) // (B, C, T, H, W)
    {
        using var scope = NewDisposeScope();
        var shortcut = _shortcut?.call(x, cache) ?? x; // (B, C', T, H, W)
        return _residual
            .call(x, cache)
            .add_(shortcut) // (B, C', T, H, W)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Norm, SiLU, convolution, twice; the numbers are the places in the weight file, SiLU and dropout having
    /// no weights.</summary>
    private sealed class Branch : CausalLayer
    {
        [ComponentName(Name = "0")]
        private readonly ChannelNorm _norm1;

        [ComponentName(Name = "2")]
        private readonly CausalConv3d _conv1;

        [ComponentName(Name = "3")]
        private readonly ChannelNorm _norm2;

        [ComponentName(Name = "6")]
        private readonly CausalConv3d _conv2;

        public Branch(int inDim, int outDim, Device? device, ScalarType dtype)
            : base(nameof(Branch))
        {
            _norm1 = new ChannelNorm(inDim, axes: 3, device, dtype);
            _conv1 = new CausalConv3d(inDim, outDim, (3, 3, 3), device, dtype);
            _norm2 = new ChannelNorm(outDim, axes: 3, device, dtype);
            _conv2 = new CausalConv3d(outDim, outDim, (3, 3, 3), device, dtype);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x, CausalCache cache) // (B, C, T, H, W)
        {
            using var scope = NewDisposeScope();
            x = _conv1.call(_norm1.call(x).silu_(), cache); // (B, C', T, H, W)
            x = _conv2.call(_norm2.call(x).silu_(), cache); // (B, C', T, H, W)
            return x.MoveToOuterDisposeScope();
        }
    }
}
