using OmniAvatar.Diffusion.Transformers.Adapters;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Blocks;

/// <summary>Every token attends to every token of its sample, turned by their places.</summary>
internal sealed class SelfAttention(WanTransformerConfig config, LayerFactory make)
    : MultiHeadAttention<Tensor>(nameof(SelfAttention), config, make)
{
    public override Tensor forward(Tensor x, Tensor turns) // (B, N, dim), (N, 1, d/2)
    {
        using var scope = NewDisposeScope();
        var query = RotaryEmbedding.Turn(Queries(x), turns); // (B, N, H, d)
        var key = RotaryEmbedding.Turn(Keys(x), turns); // (B, N, H, d)
        return Attend(query, key, Values(x)).MoveToOuterDisposeScope(); // (B, N, dim)
    }
}
