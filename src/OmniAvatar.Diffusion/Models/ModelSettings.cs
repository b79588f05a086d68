using System.Text.Json;
using System.Text.Json.Serialization;
using OmniAvatar.Files;
using OmniAvatar.Models;

namespace OmniAvatar.Diffusion.Models;

/// <summary>Our own file in a model folder, <c>omniavatar.json</c>; every field may be left out, and so may the
/// file.</summary>
public sealed record ModelSettings
{
    /// <summary>The file's name.</summary>
    public const string FileName = ModelDefaults.FileName;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        MaxDepth = 8,
    };

    /// <summary>What the folder says of itself, for people.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; init; }

    /// <summary>Whether the weights are untrained, so that they render noise.</summary>
    [JsonPropertyName("random_weights")]
    public bool HasRandomWeights { get; init; }

    /// <summary>What to render with.</summary>
    [JsonPropertyName("defaults")]
    public ModelDefaults Defaults { get; init; } = new();

    /// <summary>What the weights' shapes cannot say.</summary>
    [JsonPropertyName("architecture")]
    public ArchitectureHints Architecture { get; init; } = new();

    /// <summary>Which pictures the model knows; null for one that was trained on pictures of every kind.</summary>
    [JsonPropertyName("pictures")]
    public KnownPictures? Pictures { get; init; }

    /// <summary>Files that serve a part, by the part's name and relative to the folder, where the usual names do not
    /// decide.</summary>
    [JsonPropertyName("parts")]
    public IReadOnlyDictionary<ModelPart, string> Parts { get; init; } = new Dictionary<ModelPart, string>();

    /// <summary>Reads a folder's settings, or the released ones when it has none.</summary>
    /// <exception cref="BadInputException">The file is not what it should be.</exception>
    public static ModelSettings Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return new ModelSettings();
        var settings = JsonFile.Read<ModelSettings>("file", path, Json);
        return settings with { Defaults = settings.Defaults.Validated() };
    }

    /// <summary>Writes the settings into a folder.</summary>
    public void Write(string folder) =>
        File.WriteAllBytes(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, Json));
}

/// <summary>A model that was trained on drawings alone, by how flat their colours are.</summary>
public sealed record KnownPictures
{
    /// <summary>The least share of pixels in a picture's middle, in [0, 1], that have their neighbours' colour, at
    /// which it still is a drawing.</summary>
    [JsonPropertyName("least_flatness")]
    public required double LeastFlatness { get; init; }
}

/// <summary>Sizes that no tensor's shape shows, for models whose files lack a config.json that says them.</summary>
public sealed record ArchitectureHints
{
    /// <summary>Attention heads of the transformer; null means heads of 128.</summary>
    [JsonPropertyName("transformer_heads")]
    public int? TransformerHeads { get; init; }

    /// <summary>Attention heads of the audio encoder; null means heads of 64.</summary>
    [JsonPropertyName("audio_encoder_heads")]
    public int? AudioEncoderHeads { get; init; }
}
