using OmniAvatar.Diffusion.Autoencoders.Convolutions;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders.Blocks;

/// <summary>Norm, SiLU and the convolution to the output channels.</summary>
internal sealed class OutputHead : CausalLayer
{
    [ComponentName(Name = "0")]
    private readonly ChannelNorm _norm;

    [ComponentName(Name = "2")]
    private readonly CausalConv3d _conv;

    public OutputHead(int inDim, int outDim, Device? device, ScalarType dtype)
        : base(nameof(OutputHead))
    {
        _norm = new ChannelNorm(inDim, axes: 3, device, dtype);
        _conv = new CausalConv3d(inDim, outDim, (3, 3, 3), device, dtype);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, CausalCache cache) // (B, C, T, H, W)
    {
        using var normed = _norm.call(x).silu_(); // (B, C, T, H, W)
        return _conv.call(normed, cache); // (B, C', T, H, W)
    }
}
