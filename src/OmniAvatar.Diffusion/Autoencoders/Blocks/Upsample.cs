using OmniAvatar.Diffusion.Autoencoders.Convolutions;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders.Blocks;

/// <summary>Doubles height and width, halves the channels and, where asked, doubles time; a clip's first frame stays
/// one.</summary>
internal sealed class Upsample : CausalLayer
{
    [ComponentName(Name = "resample")]
    private readonly PictureConv _resample;

    [ComponentName(Name = "time_conv")]
    private readonly CausalConv3d? _timeConv;

    public Upsample(int dim, bool temporal, Device? device, ScalarType dtype)
        : base(nameof(Upsample))
    {
        _resample = new PictureConv(dim, dim / 2, stride: 1, padding: 1, device, dtype);
        _timeConv = temporal ? new CausalConv3d(dim, 2 * dim, (3, 1, 1), device, dtype) : null;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, CausalCache cache) // (B, C, T, H, W)
    {
        using var scope = NewDisposeScope();
        var dim = x.size(1);
        var frames = DoubleTime(x, cache); // (B, n*C, T, H, W), n frames beside each other
        var (b, t, h, w) = (frames.size(0), frames.size(2), frames.size(3), frames.size(4));
        var n = frames.size(1) / dim;
        var doubled = frames
            .view(b, n, dim, t, h, w)
            .permute(0, 3, 1, 4, 5, 2) // (B, T, n, H, W, C)
            .view(b, t, n, h, 1, w, 1, dim)
            .expand(b, t, n, h, 2, w, 2, dim)
            .reshape(b, t * n, 2 * h, 2 * w, dim)
            .permute(0, 4, 1, 2, 3); // (B, C, n*T, 2H, 2W)
        return _resample.call(doubled).MoveToOuterDisposeScope(); // (B, C/2, n*T, 2H, 2W)
    }

    /// <summary>Two frames of every one but the first, whose successor then sees zeros in its place.</summary>
    private Tensor DoubleTime(Tensor x, CausalCache cache) // (B, C, T, H, W)
    {
        if (_timeConv is null)
        {
            return x;
        }

        if (cache.Find(_timeConv) is not null)
        {
            return _timeConv.call(x, cache); // (B, 2*C, T, H, W)
        }

        cache.Keep(_timeConv, ChannelsLast.Zeros(x, frames: 2));
        return x;
    }
}
