using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Blocks;

/// <summary>softmax(Q K^T / sqrt(d)) V over all heads at once (arXiv 1706.03762).</summary>
internal static class Attention
{
    /// <summary>Query (B, N, H, d), key and value (B, M, H, d) to (B, N, H d).</summary>
    public static Tensor Attend(Tensor query, Tensor key, Tensor value)
    {
        using var scope = NewDisposeScope();
        var mixed = nn.functional.scaled_dot_product_attention(
            query.transpose(1, 2),
            key.transpose(1, 2),
            value.transpose(1, 2)
        ); // (B, H, N, d)
        return mixed.transpose(1, 2).flatten(-2).MoveToOuterDisposeScope(); // (B, N, H d)
    }
}
