using OmniAvatar.Diffusion.AudioEncoders.Statistics;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.AudioEncoders.Layers;

/// <summary>
/// GroupNorm with one group per channel: every channel is normalised over all time, then scaled and shifted. Only the
/// first layer of the feature encoder has it, and it is why a window of a long recording needs the statistics of the
/// whole.
/// </summary>
internal sealed class TimeNorm : nn.Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-5;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight; // (channels)

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias; // (channels)

    public TimeNorm(int channels, Device? device, ScalarType dtype)
        : base(nameof(TimeNorm))
    {
        _weight = nn.Parameter(ones([channels], dtype, device));
        _bias = nn.Parameter(zeros([channels], dtype, device));
        RegisterComponents();
    }

    /// <param name="x">(B, T, channels).</param>
    public override Tensor forward(Tensor x) => Run(x, null);

    /// <summary>Normalises by <paramref name="statistics"/>, or by the values' own over time when there are
    /// none.</summary>
    public Tensor Run(Tensor x, ChannelStatistics? statistics)
    {
        using var scope = NewDisposeScope();
        var mean = statistics?.Mean ?? x.mean([1], keepdim: true); // (B, 1, channels) or (channels)
        var centred = x.sub(mean); // (B, T, channels)
        // (B, 1, channels) or (channels)
        var variance = statistics?.Variance ?? centred.square().mean([1], keepdim: true);
        var scale = variance.add(Epsilon).rsqrt_().mul(_weight); // (B, 1, channels) or (channels)
        var scaled = is_grad_enabled() ? centred.mul(scale) : centred.mul_(scale); // (B, T, channels)
        return scaled.add_(_bias).MoveToOuterDisposeScope(); // (B, T, channels)
    }
}
