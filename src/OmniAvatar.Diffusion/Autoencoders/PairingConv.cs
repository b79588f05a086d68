using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders;

/// <summary>Makes one frame of every two, looking at the frame before them as well; passes a clip's first frame through.</summary>
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

    public override Tensor forward(Tensor x, CausalCache cache)                      // (B, C, T, H, W)
    {
        using var scope = NewDisposeScope();
        var before = cache.Find(this);
        var window = before is null ? x : ChannelsLast.Join(before, x);              // (B, C, 1+T, H, W)
        cache.Keep(this, x.narrow(2, x.size(2) - 1, 1).clone());
        var y = before is null ? x.alias() : nn.functional.conv3d(window, _weight, _bias, strides: [2, 1, 1]);
        return y.MoveToOuterDisposeScope();                                          // (B, C, T/2, H, W)
    }
}
