using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.TextEncoders.Tokenization;
using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Diffusion.Transformers.Adapters;
using OmniAvatar.Models;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Models;

/// <summary>A size at which models can be created: the released ones, and one that renders on any machine in
/// seconds.</summary>
public sealed record ModelPreset
{
    /// <summary>What the user calls it.</summary>
    public required string Name { get; init; }

    /// <summary>What the authors' folder names end in: <c>Wan2.1-T2V-14B</c>, <c>OmniAvatar-14B</c>.</summary>
    public required string FolderSuffix { get; init; }

    /// <summary>Sizes of the transformer.</summary>
    public required WanTransformerConfig Transformer { get; init; }

    /// <summary>Rank and scale of the LoRA adapter.</summary>
    public LoraConfig Adapter { get; init; } = new();

    /// <summary>Sizes of the video autoencoder.</summary>
    public VideoAutoencoderConfig Autoencoder { get; init; } = new();

    /// <summary>Sizes of umT5.</summary>
    public TextEncoderConfig TextEncoder { get; init; } = new();

    /// <summary>Sizes of wav2vec 2.0.</summary>
    public Wav2Vec2Config AudioEncoder { get; init; } = new();

    /// <summary>Files that the transformer's weights are spread over.</summary>
    public int TransformerShards { get; init; } = 1;

    /// <summary>The stored type of the transformer; the released files are float32.</summary>
    public ScalarType TransformerType { get; init; } = ScalarType.Float32;

    /// <summary>The vocabulary to write; null where the real one is needed, which cannot be made up.</summary>
    public IReadOnlyList<SentencePiece>? Vocabulary { get; init; }

    /// <summary>Render options that the model was trained for.</summary>
    public ModelDefaults Defaults { get; init; } = new();

    /// <summary>About 64x96 pixels in windows of 21 frames: a few megabytes that render faster than they
    /// play.</summary>
    public static ModelPreset Tiny { get; } =
        new()
        {
            Name = "tiny",
            FolderSuffix = "tiny",
            Transformer = new()
            {
                Dim = 96,
                FeedForwardDim = 256,
                Heads = 4,
                Layers = 6,
                TextDim = 64,
                FrequencyDim = 64,
                AudioHiddenSize = 16,
                AudioInputDim = 14 * 24,
            },
            Adapter = new() { Rank = 4, Alpha = 2 },
            Autoencoder = new() { BaseDim = 8 },
            TextEncoder = new()
            {
                VocabularySize = SmallVocabulary.Pieces.Count,
                Width = 64,
                AttentionWidth = 64,
                FeedForwardWidth = 128,
                HeadCount = 4,
                LayerCount = 2,
            },
            AudioEncoder = new()
            {
                Width = 24,
                HeadCount = 4,
                FeedForwardWidth = 48,
                ConvolutionWidths = [16, 16, 16, 16, 16, 16, 16],
                PositionGroups = 8,
            },
            Vocabulary = SmallVocabulary.Pieces,
            // 132 tokens make windows of 21 frames at each of the three sizes.
            Defaults = new()
            {
                Sizes =
                [
                    [64, 96],
                    [80, 80],
                    [96, 64],
                ],
                MaxTokens = 132,
                Steps = 4,
                TextLength = 128,
                Threads = 1,
                TeaCacheCoefficients = "Wan2.1-T2V-1.3B",
            },
        };

    /// <summary>The sizes of OmniAvatar-1.3B.</summary>
    public static ModelPreset Released1_3B { get; } =
        new()
        {
            Name = "1.3b",
            FolderSuffix = "1.3B",
            Transformer = WanTransformerConfig.Wan1_3B,
            Defaults = new() { TeaCacheCoefficients = "Wan2.1-T2V-1.3B" },
        };

    /// <summary>The sizes of OmniAvatar-14B.</summary>
    public static ModelPreset Released14B { get; } =
        new()
        {
            Name = "14b",
            FolderSuffix = "14B",
            Transformer = WanTransformerConfig.Wan14B,
            TransformerShards = 6,
            Defaults = new() { TeaCacheCoefficients = "Wan2.1-T2V-14B" },
        };

    /// <summary>All presets, the smallest first.</summary>
    public static IReadOnlyList<ModelPreset> All { get; } = [Tiny, Released1_3B, Released14B];

    /// <summary>The preset of a name.</summary>
    /// <exception cref="WrongUseException">The preset does not exist.</exception>
    public static ModelPreset Named(string name) =>
        All.FirstOrDefault(preset => preset.Name == name.ToLowerInvariant())
        ?? throw new WrongUseException(
            $"There is no preset '{name}': choose {string.Join(", ", All.Select(preset => preset.Name))}."
        );
}
