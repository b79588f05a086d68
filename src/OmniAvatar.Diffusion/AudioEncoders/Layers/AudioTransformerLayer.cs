using OmniAvatar.Diffusion.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.AudioEncoders.Layers;

/// <summary>One post-norm transformer layer: attention, then a GELU feed-forward layer, each added and then
/// normalised.</summary>
internal sealed class AudioTransformerLayer : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "attention")]
    private readonly AudioAttention _attention;

    [ComponentName(Name = "layer_norm")]
    private readonly LayerNorm _attentionNorm;

    [ComponentName(Name = "feed_forward")]
    private readonly FeedForward _feedForward;

    [ComponentName(Name = "final_layer_norm")]
    private readonly LayerNorm _finalNorm;

    public AudioTransformerLayer(Wav2Vec2Config config, Device? device, ScalarType dtype)
        : base(nameof(AudioTransformerLayer))
    {
        _attention = new AudioAttention(config, device, dtype);
        _attentionNorm = nn.LayerNorm(config.Width, config.Epsilon, device: device, dtype: dtype);
        _feedForward = new FeedForward(config, device, dtype);
        _finalNorm = nn.LayerNorm(config.Width, config.Epsilon, device: device, dtype: dtype);
        RegisterComponents();
    }

    /// <param name="x">(B, R, C).</param>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var attended = _attentionNorm.forward(_attention.forward(x).add_(x)); // (B, R, C)
        var y = _finalNorm.forward(_feedForward.forward(attended).add_(attended)); // (B, R, C)
        return y.MoveToOuterDisposeScope();
    }

    private sealed class FeedForward : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = "intermediate_dense")]
        private readonly LinearLayer _up;

        [ComponentName(Name = "output_dense")]
        private readonly LinearLayer _down;

        public FeedForward(Wav2Vec2Config config, Device? device, ScalarType dtype)
            : base(nameof(FeedForward))
        {
            _up = new LinearLayer(config.Width, config.FeedForwardWidth, device: device, dtype: dtype);
            _down = new LinearLayer(config.FeedForwardWidth, config.Width, device: device, dtype: dtype);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var inner = _up.forward(x); // (B, R, F)
            using var activated = inner.gelu(); // (B, R, F)
            return _down.forward(activated); // (B, R, C)
        }
    }
}
