using OmniAvatar.Diffusion.Autoencoders.Convolutions;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders.Blocks;

/// <summary>Self-attention with one head among the pixels of each frame by itself.</summary>
internal sealed class FrameAttention : CausalLayer
{
    [ComponentName(Name = "norm")]
    private readonly ChannelNorm _norm;

    [ComponentName(Name = "to_qkv")]
    private readonly PixelLinear _toQkv;

    [ComponentName(Name = "proj")]
    private readonly PixelLinear _proj;

    public FrameAttention(int dim, Device? device, ScalarType dtype)
        : base(nameof(FrameAttention))
    {
        _norm = new ChannelNorm(dim, axes: 2, device, dtype);
        _toQkv = new PixelLinear(dim, 3 * dim, device, dtype);
        _proj = new PixelLinear(dim, dim, device, dtype);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, CausalCache cache) // (B, C, T, H, W)
    {
        using var scope = NewDisposeScope();
        var (b, c, t, h, w) = (x.size(0), x.size(1), x.size(2), x.size(3), x.size(4));
        var normed = _norm.call(x.flatten(2, 3)); // (B, C, T*H, W)
        var pixels = normed.permute(0, 2, 3, 1).reshape(b * t, h * w, c); // (B*T, HW, C)
        var qkv = _toQkv.call(pixels).unsqueeze(1).chunk(3, dim: -1); // 3 x (B*T, 1, HW, C)
        var mixed = nn.functional.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2]);
        var y = _proj.call(mixed.squeeze(1)); // (B*T, HW, C)
        return y.view(b, t, h, w, c)
            .permute(0, 4, 1, 2, 3)
            .add(x) // (B, C, T, H, W)
            .MoveToOuterDisposeScope();
    }

    /// <summary>A 1x1 convolution, stored as such, applied as the matrix product that it is.</summary>
    private sealed class PixelLinear : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = "weight")]
        private readonly Parameter _weight;

        [ComponentName(Name = "bias")]
        private readonly Parameter _bias;

        public PixelLinear(int inDim, int outDim, Device? device, ScalarType dtype)
            : base(nameof(PixelLinear))
        {
            (_weight, _bias) = ConvolutionWeights.Create([outDim, inDim, 1, 1], device, dtype);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) // (..., C)
        {
            using var matrix = _weight.flatten(1); // (C', C)
            return nn.functional.linear(x, matrix, _bias); // (..., C')
        }
    }
}
