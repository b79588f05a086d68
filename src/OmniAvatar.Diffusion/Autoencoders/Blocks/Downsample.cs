using OmniAvatar.Diffusion.Autoencoders.Convolutions;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders.Blocks;

/// <summary>Halves height and width and, where asked, time; the first chunk of a clip is one frame and keeps
/// it.</summary>
internal sealed class Downsample : CausalLayer
{
    private static readonly long[] BelowAndRight = [0, 1, 0, 1, 0, 0];

    [ComponentName(Name = "resample")]
    private readonly PictureConv _resample;

    [ComponentName(Name = "time_conv")]
    private readonly PairingConv? _timeConv;

    public Downsample(int dim, bool temporal, Device? device, ScalarType dtype)
        : base(nameof(Downsample))
    {
        _resample = new PictureConv(dim, dim, stride: 2, padding: 0, device, dtype);
        _timeConv = temporal ? new PairingConv(dim, device, dtype) : null;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, CausalCache cache) // (B, C, T, H, W)
    {
        using var scope = NewDisposeScope();
        x = _resample.call(nn.functional.pad(x, BelowAndRight)); // (B, C, T, H/2, W/2)
        x = _timeConv?.call(x, cache) ?? x; // (B, C, T/2, H/2, W/2)
        return x.MoveToOuterDisposeScope();
    }
}
