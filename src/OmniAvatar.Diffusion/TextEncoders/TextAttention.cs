using OmniAvatar.Diffusion.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.TextEncoders;

/// <summary>T5's self-attention: a bias on every score, no scaling by the head's width, no biases in the
/// projections.</summary>
internal sealed class TextAttention : nn.Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "q")]
    private readonly LinearLayer _query;

    [ComponentName(Name = "k")]
    private readonly LinearLayer _key;

    [ComponentName(Name = "v")]
    private readonly LinearLayer _value;

    [ComponentName(Name = "o")]
    private readonly LinearLayer _output;

    private readonly long _heads;
    private readonly long _headWidth;

    public TextAttention(TextEncoderConfig config, Device? device, ScalarType dtype)
        : base(nameof(TextAttention))
    {
        _heads = config.HeadCount;
        _headWidth = config.HeadWidth;
        _query = new LinearLayer(config.Width, config.AttentionWidth, hasBias: false, device, dtype);
        _key = new LinearLayer(config.Width, config.AttentionWidth, hasBias: false, device, dtype);
        _value = new LinearLayer(config.Width, config.AttentionWidth, hasBias: false, device, dtype);
        _output = new LinearLayer(config.AttentionWidth, config.Width, hasBias: false, device, dtype);
        RegisterComponents();
    }

    /// <param name="x">(B, L, C).</param>
    /// <param name="bias">(B or 1, heads, L, L), the mask already in it.</param>
    public override Tensor forward(Tensor x, Tensor bias)
    {
        using var scope = NewDisposeScope();
        var q = Split(_query.forward(x)); // (B, heads, L, d)
        var k = Split(_key.forward(x)); // (B, heads, L, d)
        var v = Split(_value.forward(x)); // (B, heads, L, d)
        var scores = q.matmul(k.transpose(-2, -1)).add_(bias); // (B, heads, L, L)
        var weights = nn.functional.softmax(scores, -1, ScalarType.Float32).to_type(v.dtype);
        var mixed = weights.matmul(v).transpose(1, 2).flatten(2); // (B, L, heads·d)
        return _output.forward(mixed).MoveToOuterDisposeScope(); // (B, L, C)
    }

    /// <summary>(B, L, heads·d) to (B, heads, L, d).</summary>
    private Tensor Split(Tensor x) => x.unflatten(2, _heads, _headWidth).transpose(1, 2);
}
