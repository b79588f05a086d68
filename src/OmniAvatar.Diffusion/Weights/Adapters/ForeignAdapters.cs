namespace OmniAvatar.Diffusion.Weights.Adapters;

/// <summary>What to tell about an adapter's tensors that are not low-rank pairs, by the methods that are known to write
/// them.</summary>
internal static class ForeignAdapters
{
    private static readonly (string Part, string Method)[] Methods =
    [
        ("lora_magnitude_vector", "DoRA"),
        ("dora_scale", "DoRA"),
        ("lokr_", "LoKr"),
        ("hada_", "LoHa"),
        ("lora_mid", "LoRA for convolutions (lora_mid)"),
        ("oft_", "OFT"),
        ("boft_", "BOFT"),
        ("vera_lambda", "VeRA"),
        ("ia3_", "IA3"),
        ("lora_A.bias", "LoRA with biases (lora_bias)"),
        ("lora_B.bias", "LoRA with biases (lora_bias)"),
        ("lora_embedding_", "LoRA for embeddings"),
        ("diff_m", "modulation differences (diff_m)"),
        ("lora_te", "LoRA for a text encoder"),
        ("text_encoder.", "LoRA for a text encoder"),
    ];

    /// <summary>A clause such as "; they are of DoRA, and only …", or nothing where no method is recognised.</summary>
    public static string Explain(IReadOnlyList<string> keys)
    {
        var methods = Methods
            .Where(method => keys.Any(key => key.Contains(method.Part, StringComparison.Ordinal)))
            .Select(method => method.Method)
            .Distinct()
            .ToList();
        return methods.Count == 0
            ? ""
            : $"; they are of {string.Join(" and ", methods)}, but only low-rank pairs for the transformer can be "
                + "merged: convert the adapter with the trainer that made it, or remove these tensors";
    }
}
