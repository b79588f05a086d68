using System.Text.Json.Serialization;

namespace OmniAvatar.Diffusion.Transformers.Adapters;

/// <summary>A low-rank adapter in peft's terms: every target W becomes W + alpha/r B A (arXiv 2106.09685).</summary>
public sealed record LoraConfig
{
    /// <summary>Rank of the update.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 128;

    /// <summary>Numerator of the scale; OmniAvatar's is half the rank.</summary>
    [JsonPropertyName("lora_alpha")]
    public double Alpha { get; init; } = 64;

    /// <summary>Last names of the adapted modules inside a block.</summary>
    [JsonPropertyName("target_modules")]
    public IReadOnlyList<string> TargetModules { get; init; } = ["q", "k", "v", "o", "ffn.0", "ffn.2"];

    /// <summary>What the update is multiplied with.</summary>
    [JsonIgnore]
    public double Scale => Alpha / Rank;
}
