using OmniAvatar.Diffusion.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.TextEncoders;

/// <summary>
/// The umT5 encoder: token ids in, one embedding per token out. Component names are the keys of
/// <c>models_t5_umt5-xxl-enc-bf16.pth</c>. At its real size the weights are 11 GB in bfloat16, so a program loads it,
/// encodes the prompts and disposes it.
/// </summary>
public sealed class TextEncoder : nn.Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "token_embedding")]
    private readonly EmbeddingTable _tokenEmbedding;

    [ComponentName(Name = "blocks")]
    private readonly ModuleList<TextEncoderBlock> _blocks;

    [ComponentName(Name = "norm")]
    private readonly RmsNorm _norm;

    /// <param name="config">The sizes.</param>
    /// <param name="device">Where the weights live; the meta device gives keys and shapes without memory.</param>
    /// <param name="dtype">The weights' type, which is also the type computed in.</param>
    public TextEncoder(TextEncoderConfig config, Device? device = null, ScalarType dtype = ScalarType.Float32)
        : base(nameof(TextEncoder))
    {
        Config = config.Validated();
        _tokenEmbedding = new EmbeddingTable(config.VocabularySize, config.Width, device, dtype);
        _blocks = nn.ModuleList(
            Enumerable.Range(0, config.LayerCount).Select(_ => new TextEncoderBlock(config, device, dtype)).ToArray()
        );
        _norm = RmsNorm.OfOnes(config.Width, config.Epsilon, device, dtype);
        RegisterComponents();
    }

    /// <summary>The sizes this encoder was built with.</summary>
    public TextEncoderConfig Config { get; }

    /// <summary>Encodes every position, padding too.</summary>
    /// <param name="ids">int64 (B, L): token ids.</param>
    /// <param name="mask">int64 (B, L): 1 for a token, 0 for padding, which no position looks at.</param>
    /// <returns>(B, L, C) in the weights' type.</returns>
    /// <exception cref="ArgumentException">The shapes are not (B, L) or differ.</exception>
    public override Tensor forward(Tensor ids, Tensor mask)
    {
        RequireSameShape(ids, mask);
        using var scope = NewDisposeScope();
        var buckets = RelativePositionBias.BucketsBetween(ids.shape[1], Config, ids.device); // (L, L)
        var padding = mask.eq(0).unsqueeze(1).unsqueeze(1); // (B, 1, 1, L)
        var hidden = padding.any().item<bool>() ? padding : null;
        var x = _tokenEmbedding.forward(ids); // (B, L, C)
        foreach (var block in _blocks)
        {
            var next = block.forward(x, buckets, hidden); // (B, L, C)
            x.Dispose();
            x = next;
        }
        return _norm.forward(x).MoveToOuterDisposeScope(); // (B, L, C)
    }

    /// <summary>
    /// The prompts' embeddings as the diffusion model reads them: zero past each prompt's last token. Since no token
    /// looks at padding and padding's own rows are zeroed, only the columns up to the longest prompt are computed.
    /// </summary>
    /// <param name="ids">int64 (B, L): token ids, the padding at the end.</param>
    /// <param name="mask">int64 (B, L): 1 for a token, 0 for padding.</param>
    /// <returns>(B, L, C) in the weights' type.</returns>
    /// <exception cref="ArgumentException">The shapes are not (B, L) or differ.</exception>
    public Tensor EncodePrompts(Tensor ids, Tensor mask)
    {
        RequireSameShape(ids, mask);
        using var scope = NewDisposeScope();
        var length = ids.shape[1];
        var lengths = mask.gt(0).sum(1); // (B)
        var longest = Math.Max(1, lengths.max().item<long>());
        var encoded = forward(ids.narrow(1, 0, longest), mask.narrow(1, 0, longest)); // (B, longest, C)
        var kept = arange(longest, device: ids.device).unsqueeze(0).lt(lengths.unsqueeze(1)); // (B, longest)
        var cut = encoded.mul(kept.unsqueeze(-1)); // (B, longest, C)
        return nn.functional.pad(cut, [0, 0, 0, length - longest]).MoveToOuterDisposeScope(); // (B, L, C)
    }

    private static void RequireSameShape(Tensor ids, Tensor mask)
    {
        var shape = ids.shape;
        if (shape.Length != 2 || !shape.SequenceEqual(mask.shape))
        {
            throw new ArgumentException($"Ids {Describe(ids)} and mask {Describe(mask)} must both be (batch, length).");
        }
    }

    private static string Describe(Tensor tensor) => $"({string.Join(", ", tensor.shape)})";
}
