using System.Text.RegularExpressions;

namespace OmniAvatar.Diffusion.Weights.Adapters;

/// <summary>What one tensor of an adapter is.</summary>
internal enum LoraRole
{
    /// <summary>A, (rank, in).</summary>
    Down,

    /// <summary>B, (out, rank).</summary>
    Up,

    /// <summary>One number: the numerator of a pair's scale.</summary>
    Alpha,

    /// <summary>What is added to a whole weight.</summary>
    Weight,

    /// <summary>What is added to a whole bias.</summary>
    Bias,

    /// <summary>A tensor in place of the base's, or one more.</summary>
    Whole,
}

/// <summary>
/// A tensor's key taken apart, in any of the spellings in which adapters for Wan2.1 are published: peft's
/// (<c>base_model.model.X.lora_A.NAME.weight</c>), ComfyUI's (<c>diffusion_model.X.lora_down.weight</c>,
/// <c>X.diff_b</c>), diffusers' (<c>transformer.X.lora_A.weight</c>) and kohya's (<c>lora_unet_X.lora_down.weight</c>
/// with underscores in X).
/// </summary>
/// <param name="Module">The layer, as the spelling has it; for a whole tensor its key.</param>
/// <param name="Role">What the tensor is.</param>
/// <param name="Adapter">peft's name of the adapter; empty in other spellings.</param>
internal readonly partial record struct LoraKey(string Module, LoraRole Role, string Adapter = "")
{
    private static readonly string[] Prefixes =
    [
        "base_model.model.",
        "model.diffusion_model.",
        "diffusion_model.",
        "transformer.",
    ];
    private static readonly string[] WholePrefixes = ["audio_proj.", "audio_cond_projs.", "patch_embedding."];

    /// <summary>Takes a key apart.</summary>
    /// <returns>Null for a key that no spelling has.</returns>
    public static LoraKey? Read(string key)
    {
        var inner = Prefixes.Aggregate(
            key,
            (rest, prefix) => rest.StartsWith(prefix, StringComparison.Ordinal) ? rest[prefix.Length..] : rest
        );
        if (Pair().Match(inner) is { Success: true } pair)
        {
            var isDown = pair.Groups["half"].ValueSpan is "A" or "down";
            return new LoraKey(
                pair.Groups["module"].Value,
                isDown ? LoraRole.Down : LoraRole.Up,
                pair.Groups["adapter"].Value
            );
        }
        if (Single().Match(inner) is { Success: true } single)
            return new LoraKey(single.Groups["module"].Value, RoleOf(single.Groups["what"].ValueSpan));
        return WholePrefixes.Any(prefix => inner.StartsWith(prefix, StringComparison.Ordinal))
            ? new LoraKey(inner, LoraRole.Whole)
            : null;
    }

    private static LoraRole RoleOf(ReadOnlySpan<char> ending) =>
        ending switch
        {
            "alpha" => LoraRole.Alpha,
            "diff" => LoraRole.Weight,
            _ => LoraRole.Bias,
        };

    [GeneratedRegex(
        @"^(?<module>.+)\.(lora_(?<half>[AB])(\.(?<adapter>[^.]+))?|lora[_.](?<half>down|up))\.weight$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Pair();

    [GeneratedRegex(@"^(?<module>.+)\.(?<what>alpha|diff|diff_b)$", RegexOptions.CultureInvariant)]
    private static partial Regex Single();
}
