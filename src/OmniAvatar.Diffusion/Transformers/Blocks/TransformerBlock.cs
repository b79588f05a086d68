using OmniAvatar.Diffusion.Observation;
using OmniAvatar.Diffusion.Transformers.Adapters;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Blocks;

/// <summary>Self-attention, cross-attention to the text and a feed-forward network; the timestep modulates the first
/// and the last.</summary>
internal sealed class TransformerBlock : nn.Module<Tensor, TextMemory, Tensor, Tensor, ITensorObserver, Tensor>
{
    private readonly double _epsilon;

    [ComponentName(Name = "modulation")]
    private readonly Parameter _modulation; // (1, 6, dim)

    [ComponentName(Name = "self_attn")]
    private readonly SelfAttention _selfAttention;

    [ComponentName(Name = "cross_attn")]
    private readonly CrossAttention _crossAttention;

    [ComponentName(Name = "norm3")]
    private readonly AffineLayerNorm _crossNorm;

    [ComponentName(Name = "ffn")]
    private readonly FeedForward _feedForward;

    public TransformerBlock(WanTransformerConfig config, LayerFactory make)
        : base(nameof(TransformerBlock))
    {
        _epsilon = config.Epsilon;
        _modulation = make.Parameter(1, 6, config.Dim);
        _selfAttention = new SelfAttention(config, make);
        _crossAttention = new CrossAttention(config, make);
        _crossNorm = new AffineLayerNorm(config.Dim, config.Epsilon, make);
        _feedForward = new FeedForward(
            make.Adaptable("ffn.0", config.Dim, config.FeedForwardDim),
            make.Adaptable("ffn.2", config.FeedForwardDim, config.Dim)
        );
        RegisterComponents();
    }

    /// <summary>What this block's cross-attention needs of embedded text (B, L, dim).</summary>
    public TextMemory Remember(Tensor text) => _crossAttention.Remember(text);

    public override Tensor forward(
        Tensor x,
        TextMemory text,
        Tensor timeModulation,
        Tensor turns,
        ITensorObserver observer
    )
    {
        using var scope = NewDisposeScope();
        var modulation = _modulation.add(timeModulation).chunk(6, dim: 1); // 6 x (B, 1, dim)
        var (shift, scale, gate) = (modulation[0], modulation[1], modulation[2]);
        var (innerShift, innerScale, innerGate) = (modulation[3], modulation[4], modulation[5]);

        var attended = _selfAttention.call(Modulation.Modulate(x, shift, scale, _epsilon), turns); // (B, N, dim)
        observer.Observe("self_attn.output", attended);
        x = x.addcmul(gate, attended, value: 1); // (B, N, dim)

        var informed = _crossAttention.call(_crossNorm.call(x), text); // (B, N, dim)
        observer.Observe("cross_attn.output", informed);
        x = x.add(informed); // (B, N, dim)

        var transformed = _feedForward.call(Modulation.Modulate(x, innerShift, innerScale, _epsilon)); // (B, N, dim)
        observer.Observe("ffn.output", transformed);
        return x.addcmul(innerGate, transformed, value: 1).MoveToOuterDisposeScope(); // (B, N, dim)
    }
}
