using OmniAvatar.Diffusion.Transformers.Adapters;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Embeddings;

/// <summary>
/// Latents to tokens and back. The weight file holds a convolution whose stride is its kernel: patches do not overlap,
/// so it is one matrix product over the values of each patch, which is faster than a convolution and gives tokens in
/// their final order.
/// </summary>
internal sealed class PatchEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly IReadOnlyList<int> _patch;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight; // (dim, C, 1, p, q)

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias; // (dim)

    public PatchEmbedding(WanTransformerConfig config, LayerFactory make)
        : base(nameof(PatchEmbedding))
    {
        _patch = config.PatchSize;
        _weight = make.Parameter(config.Dim, config.InChannels, _patch[0], _patch[1], _patch[2]);
        _bias = make.Parameter(config.Dim);
        RegisterComponents();
    }

    /// <summary>Type that the model computes in.</summary>
    public ScalarType DataType => _weight.dtype;

    /// <summary>Where the model computes.</summary>
    public Device Device => _weight.device;

    public override Tensor forward(Tensor latents) // (B, C, T, H, W)
    {
        using var scope = NewDisposeScope();
        var patches = latents
            .unflatten(4, [-1, _patch[2]])
            .unflatten(3, [-1, _patch[1]]) // (B, C, T, h, p, w, q)
            .permute(0, 2, 3, 5, 1, 4, 6) // (B, T, h, w, C, p, q)
            .flatten(4)
            .flatten(1, 3); // (B, T h w, C p q)
        return nn.functional.linear(patches, _weight.flatten(1), _bias).MoveToOuterDisposeScope(); // (B, N, dim)
    }

    /// <summary>Tokens (B, N, p q C), channels innermost, to latents (B, C, T, H, W).</summary>
    public Tensor Unpatch(Tensor tokens, TokenGrid grid)
    {
        using var scope = NewDisposeScope();
        var latents = tokens
            .unflatten(2, [_patch[1], _patch[2], -1])
            .unflatten(1, [grid.Frames, grid.Height, grid.Width]) // (B, T, h, w, p, q, C)
            .permute(0, 6, 1, 2, 4, 3, 5) // (B, C, T, h, p, w, q)
            .flatten(5)
            .flatten(3, 4); // (B, C, T, H, W)
        return latents.MoveToOuterDisposeScope();
    }
}
