using OmniAvatar.Diffusion.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.TextEncoders;

/// <summary>One pre-norm block of the encoder: attention with its own table of position biases, then the gated
/// feed-forward layer.</summary>
internal sealed class TextEncoderBlock : nn.Module<Tensor, Tensor, Tensor?, Tensor>
{
    [ComponentName(Name = "norm1")]
    private readonly RmsNorm _attentionNorm;

    [ComponentName(Name = "attn")]
    private readonly TextAttention _attention;

    [ComponentName(Name = "norm2")]
    private readonly RmsNorm _feedForwardNorm;

    [ComponentName(Name = "ffn")]
    private readonly GatedFeedForward _feedForward;

    [ComponentName(Name = "pos_embedding")]
    private readonly RelativePositionBias _positionBias;

    public TextEncoderBlock(TextEncoderConfig config, Device? device, ScalarType dtype)
        : base(nameof(TextEncoderBlock))
    {
        _attentionNorm = RmsNorm.OfOnes(config.Width, config.Epsilon, device, dtype);
        _attention = new TextAttention(config, device, dtype);
        _feedForwardNorm = RmsNorm.OfOnes(config.Width, config.Epsilon, device, dtype);
        _feedForward = new GatedFeedForward(config, device, dtype);
        _positionBias = new RelativePositionBias(config, device, dtype);
        RegisterComponents();
    }

    /// <param name="x">(B, L, C).</param>
    /// <param name="buckets">int64 (L, L).</param>
    /// <param name="hidden">bool (B, 1, 1, L): true for masked keys; null when there are none.</param>
    public override Tensor forward(Tensor x, Tensor buckets, Tensor? hidden)
    {
        using var scope = NewDisposeScope();
        var bias = _positionBias.forward(buckets); // (1, heads, L, L)
        if (hidden is not null)
        {
            // The dtype's minimum takes the bias's place; minus infinity would make NaN of a fully masked row.
            bias = bias.masked_fill(hidden, finfo(x.dtype).min); // (B, heads, L, L)
        }
        x = x.add(_attention.forward(_attentionNorm.forward(x), bias)); // (B, L, C)
        x = x.add(_feedForward.forward(_feedForwardNorm.forward(x))); // (B, L, C)
        return x.MoveToOuterDisposeScope();
    }
}
