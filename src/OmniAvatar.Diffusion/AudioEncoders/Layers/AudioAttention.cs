using OmniAvatar.Diffusion.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.AudioEncoders.Layers;

/// <summary>Self-attention of all rows with all rows, scaled by the head's width, with biases in all
/// projections.</summary>
internal sealed class AudioAttention : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "q_proj")]
    private readonly LinearLayer _query;

    [ComponentName(Name = "k_proj")]
    private readonly LinearLayer _key;

    [ComponentName(Name = "v_proj")]
    private readonly LinearLayer _value;

    [ComponentName(Name = "out_proj")]
    private readonly LinearLayer _output;

    private readonly long _heads;
    private readonly long _headWidth;

    public AudioAttention(Wav2Vec2Config config, Device? device, ScalarType dtype)
        : base(nameof(AudioAttention))
    {
        _heads = config.HeadCount;
        _headWidth = config.Width / config.HeadCount;
        _query = new LinearLayer(config.Width, config.Width, device: device, dtype: dtype);
        _key = new LinearLayer(config.Width, config.Width, device: device, dtype: dtype);
        _value = new LinearLayer(config.Width, config.Width, device: device, dtype: dtype);
        _output = new LinearLayer(config.Width, config.Width, device: device, dtype: dtype);
        RegisterComponents();
    }

    /// <param name="x">(B, R, C).</param>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var q = Split(_query.forward(x)); // (B, heads, R, d)
        var k = Split(_key.forward(x)); // (B, heads, R, d)
        var v = Split(_value.forward(x)); // (B, heads, R, d)
        var mixed = nn.functional.scaled_dot_product_attention(q, k, v); // (B, heads, R, d)
        return _output.forward(mixed.transpose(1, 2).flatten(2)).MoveToOuterDisposeScope(); // (B, R, C)
    }

    /// <summary>(B, R, heads·d) to (B, heads, R, d).</summary>
    private Tensor Split(Tensor x) => x.unflatten(2, _heads, _headWidth).transpose(1, 2);
}
