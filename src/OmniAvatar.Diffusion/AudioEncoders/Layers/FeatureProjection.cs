using OmniAvatar.Diffusion.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.AudioEncoders.Layers;

/// <summary>From the convolutions' width to the transformer's: LayerNorm, then a linear layer.</summary>
internal sealed class FeatureProjection : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "layer_norm")]
    private readonly LayerNorm _norm;

    [ComponentName(Name = "projection")]
    private readonly LinearLayer _projection;

    public FeatureProjection(Wav2Vec2Config config, Device? device, ScalarType dtype)
        : base(nameof(FeatureProjection))
    {
        _norm = nn.LayerNorm(config.ConvolutionWidths[^1], config.Epsilon, device: device, dtype: dtype);
        _projection = new LinearLayer(config.ConvolutionWidths[^1], config.Width, device: device, dtype: dtype);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var normed = _norm.forward(x); // (B, R, channels)
        return _projection.forward(normed); // (B, R, C)
    }
}
