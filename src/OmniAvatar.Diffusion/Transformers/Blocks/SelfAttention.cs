using OmniAvatar.Diffusion.Layers;
using OmniAvatar.Diffusion.Transformers.Adapters;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Blocks;

/// <summary>Every token attends to every token of its sample.</summary>
internal sealed class SelfAttention : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly long _heads;

    [ComponentName(Name = "q")]
    private readonly nn.Module<Tensor, Tensor> _query;

    [ComponentName(Name = "k")]
    private readonly nn.Module<Tensor, Tensor> _key;

    [ComponentName(Name = "v")]
    private readonly nn.Module<Tensor, Tensor> _value;

    [ComponentName(Name = "o")]
    private readonly nn.Module<Tensor, Tensor> _output;

    [ComponentName(Name = "norm_q")]
    private readonly RmsNorm _queryNorm;

    [ComponentName(Name = "norm_k")]
    private readonly RmsNorm _keyNorm;

    public SelfAttention(WanTransformerConfig config, LayerFactory make)
        : base(nameof(SelfAttention))
    {
        _heads = config.Heads;
        _query = make.Adaptable("q", config.Dim, config.Dim);
        _key = make.Adaptable("k", config.Dim, config.Dim);
        _value = make.Adaptable("v", config.Dim, config.Dim);
        _output = make.Adaptable("o", config.Dim, config.Dim);
        _queryNorm = new RmsNorm(make.Parameter(config.Dim), config.Epsilon);
        _keyNorm = new RmsNorm(make.Parameter(config.Dim), config.Epsilon);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor turns) // (B, N, dim), (N, 1, d/2)
    {
        using var scope = NewDisposeScope();
        var query = RotaryEmbedding.Turn(Heads(_queryNorm.call(_query.call(x))), turns); // (B, N, H, d)
        var key = RotaryEmbedding.Turn(Heads(_keyNorm.call(_key.call(x))), turns); // (B, N, H, d)
        var value = Heads(_value.call(x)); // (B, N, H, d)
        var mixed = Attention.Attend(query, key, value); // (B, N, dim)
        return _output.call(mixed).MoveToOuterDisposeScope(); // (B, N, dim)
    }

    private Tensor Heads(Tensor x) => x.unflatten(2, [_heads, -1]);
}
