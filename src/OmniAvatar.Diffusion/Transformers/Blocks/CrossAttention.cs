using OmniAvatar.Diffusion.Transformers.Adapters;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Blocks;

/// <summary>Every token attends to every row of the text, padding included. Keys and values do not depend on the step:
/// see <see cref="Remember"/>.</summary>
internal sealed class CrossAttention(WanTransformerConfig config, LayerFactory make)
    : MultiHeadAttention<TextMemory>(nameof(CrossAttention), config, make)
{
    /// <summary>Keys and values of embedded text (B, L, dim), good for every step.</summary>
    public TextMemory Remember(Tensor text)
    {
        using var scope = NewDisposeScope();
        var key = Keys(text); // (B, L, H, d)
        var value = Values(text); // (B, L, H, d)
        return new TextMemory(key.MoveToOuterDisposeScope(), value.MoveToOuterDisposeScope());
    }

    public override Tensor forward(Tensor x, TextMemory text) // (B, N, dim)
    {
        using var scope = NewDisposeScope();
        var query = Queries(x); // (B, N, H, d)
        return Attend(query, text.Key, text.Value).MoveToOuterDisposeScope(); // (B, N, dim)
    }
}

/// <summary>What one block's cross-attention knows of a text: key and value, each (B, L, H, d).</summary>
internal sealed record TextMemory(Tensor Key, Tensor Value);
