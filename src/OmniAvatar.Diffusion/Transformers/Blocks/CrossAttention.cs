using OmniAvatar.Diffusion.Layers;
using OmniAvatar.Diffusion.Transformers.Adapters;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Blocks;

/// <summary>Every token attends to every row of the text, padding included. Keys and values do not depend on the step:
/// see <see cref="Remember"/>.</summary>
internal sealed class CrossAttention : nn.Module<Tensor, TextMemory, Tensor>
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

    public CrossAttention(WanTransformerConfig config, LayerFactory make)
        : base(nameof(CrossAttention))
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

    /// <summary>Keys and values of embedded text (B, L, dim), good for every step.</summary>
    public TextMemory Remember(Tensor text)
    {
        using var scope = NewDisposeScope();
        var key = Heads(_keyNorm.call(_key.call(text))); // (B, L, H, d)
        var value = Heads(_value.call(text)); // (B, L, H, d)
        return new TextMemory(key.MoveToOuterDisposeScope(), value.MoveToOuterDisposeScope());
    }

    public override Tensor forward(Tensor x, TextMemory text) // (B, N, dim)
    {
        using var scope = NewDisposeScope();
        var query = Heads(_queryNorm.call(_query.call(x))); // (B, N, H, d)
        var mixed = Attention.Attend(query, text.Key, text.Value); // (B, N, dim)
        return _output.call(mixed).MoveToOuterDisposeScope(); // (B, N, dim)
    }

    private Tensor Heads(Tensor x) => x.unflatten(2, [_heads, -1]);
}

/// <summary>What one block's cross-attention knows of a text: key and value, each (B, L, H, d).</summary>
internal sealed record TextMemory(Tensor Key, Tensor Value);
