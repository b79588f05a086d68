using OmniAvatar.Diffusion.Layers;
using OmniAvatar.Diffusion.Transformers.Adapters;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Blocks;

/// <summary>Attention with normed queries and keys (arXiv 2302.05442): tokens are projected to queries, keys and values
/// of all heads, and what the heads have mixed is projected back.</summary>
/// <typeparam name="TSource">What the tokens attend to, or what is known of it.</typeparam>
internal abstract class MultiHeadAttention<TSource> : nn.Module<Tensor, TSource, Tensor>
{
    private readonly long _heads;

    // Not private: only then does a derived module register them.
    [ComponentName(Name = "q")]
    private protected readonly nn.Module<Tensor, Tensor> _query;

    [ComponentName(Name = "k")]
    private protected readonly nn.Module<Tensor, Tensor> _key;

    [ComponentName(Name = "v")]
    private protected readonly nn.Module<Tensor, Tensor> _value;

    [ComponentName(Name = "o")]
    private protected readonly nn.Module<Tensor, Tensor> _output;

    [ComponentName(Name = "norm_q")]
    private protected readonly RmsNorm _queryNorm;

    [ComponentName(Name = "norm_k")]
    private protected readonly RmsNorm _keyNorm;

    private protected MultiHeadAttention(string name, WanTransformerConfig config, LayerFactory make)
        : base(name)
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

    /// <summary>Queries (B, N, H, d) of tokens (B, N, dim).</summary>
    private protected Tensor Queries(Tensor x) => Heads(_queryNorm.call(_query.call(x)));

    /// <summary>Keys (B, M, H, d) of rows (B, M, dim).</summary>
    private protected Tensor Keys(Tensor x) => Heads(_keyNorm.call(_key.call(x)));

    /// <summary>Values (B, M, H, d) of rows (B, M, dim).</summary>
    private protected Tensor Values(Tensor x) => Heads(_value.call(x));

    /// <summary>What the queries find (B, N, dim).</summary>
    private protected Tensor Attend(Tensor query, Tensor key, Tensor value) =>
        _output.call(Attention.Attend(query, key, value));

    private Tensor Heads(Tensor x) => x.unflatten(2, [_heads, -1]);
}
