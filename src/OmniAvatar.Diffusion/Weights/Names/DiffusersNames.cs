namespace OmniAvatar.Diffusion.Weights.Names;

/// <summary>
/// The transformer's keys as the diffusers library names them, translated to the original ones. Only names differ: no
/// tensor is transposed, split or joined.
/// </summary>
public static class DiffusersNames
{
    private const string BlockPrefix = "blocks.";

    /// <summary>Beginnings of keys outside the blocks.</summary>
    private static readonly (string Theirs, string Ours)[] OutsideBlocks =
    [
        ("condition_embedder.text_embedder.linear_1.", "text_embedding.0."),
        ("condition_embedder.text_embedder.linear_2.", "text_embedding.2."),
        ("condition_embedder.time_embedder.linear_1.", "time_embedding.0."),
        ("condition_embedder.time_embedder.linear_2.", "time_embedding.2."),
        ("condition_embedder.time_proj.", "time_projection.1."),
        ("scale_shift_table", "head.modulation"),
        ("proj_out.", "head.head."),
    ];

    /// <summary>Beginnings of what follows a block's number. Their norm2, the affine one before cross-attention, is the
    /// original's norm3.</summary>
    private static readonly (string Theirs, string Ours)[] InsideBlocks =
    [
        ("attn1.to_out.0.", "self_attn.o."),
        ("attn1.to_", "self_attn."),
        ("attn1.", "self_attn."),
        ("attn2.to_out.0.", "cross_attn.o."),
        ("attn2.to_", "cross_attn."),
        ("attn2.", "cross_attn."),
        ("ffn.net.0.proj.", "ffn.0."),
        ("ffn.net.2.", "ffn.2."),
        ("norm2.", "norm3."),
        ("scale_shift_table", "modulation"),
    ];

    /// <summary>Whether a weight file is in these names: its text embedder gives it away.</summary>
    public static bool AreIn(ITensorSource source) =>
        source.Tensors.ContainsKey("condition_embedder.text_embedder.linear_1.weight");

    /// <summary>The original name of one of diffusers' keys; a key that no rule knows stays as it is, for the loader to
    /// refuse.</summary>
    public static string ToOriginal(string key)
    {
        if (!key.StartsWith(BlockPrefix, StringComparison.Ordinal))
            return Translate(key, OutsideBlocks);
        var afterNumber = key.IndexOf('.', BlockPrefix.Length) + 1;
        return afterNumber == 0 ? key : key[..afterNumber] + Translate(key[afterNumber..], InsideBlocks);
    }

    private static string Translate(string key, (string Theirs, string Ours)[] rules)
    {
        foreach (var (theirs, ours) in rules)
        {
            if (key.StartsWith(theirs, StringComparison.Ordinal))
                return ours + key[theirs.Length..];
        }
        return key;
    }
}
