using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Models;
using OmniAvatar.Training.Components.AudioEncoders;
using OmniAvatar.Training.Components.Autoencoders;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Recipes;

/// <summary>Sizes, data and steps of the small model that ships: all that decides what comes out. The defaults are what it was trained with.</summary>
public sealed record SmallModelSettings
{
    /// <summary>What the folders end in.</summary>
    public const string Name = "demo";

    /// <summary>Decides all data and all first weights.</summary>
    public long Seed { get; init; } = 7;

    /// <summary>Pixels a side.</summary>
    public int Side { get; init; } = 96;

    /// <summary>Clips of faces and voices that are trained on.</summary>
    public int Clips { get; init; } = 4000;

    /// <summary>Clips of other faces and voices, for the reports of the parts.</summary>
    public int HeldOutClips { get; init; } = 24;

    /// <summary>Captions for the text encoder.</summary>
    public int Captions { get; init; } = 8000;

    /// <summary>Steps of the audio encoder.</summary>
    public long AudioEncoderSteps { get; init; } = 6000;

    /// <summary>Steps of the autoencoder.</summary>
    public long AutoencoderSteps { get; init; } = 12_000;

    /// <summary>Steps of the text encoder.</summary>
    public long TextEncoderSteps { get; init; } = 3000;

    /// <summary>What the autoencoder's steps see.</summary>
    public IReadOnlyList<CropStage> AutoencoderStages { get; init; } =
    [
        new(Share: 0.30, Frames: 1, Pixels: 48, Batch: 16),
        new(Share: 0.30, Frames: 5, Pixels: 48, Batch: 6),
        new(Share: 0.20, Frames: 9, Pixels: 48, Batch: 3),
        new(Share: 0.20, Frames: 5, Pixels: 96, Batch: 2),
    ];

    /// <summary>Sizes of all networks.</summary>
    public ModelPreset Preset { get; init; } = new()
    {
        Name = Name,
        FolderSuffix = Name,
        Transformer = new() { Dim = 192, FeedForwardDim = 576, Heads = 6, Layers = 8, TextDim = 64, FrequencyDim = 128, AudioHiddenSize = 32, AudioInputDim = 6 * 64 },
        Adapter = new() { Rank = 64, Alpha = 64 },
        Autoencoder = new VideoAutoencoderConfig { BaseDim = 12 },
        TextEncoder = new TextEncoderConfig { Width = 64, AttentionWidth = 64, FeedForwardWidth = 160, HeadCount = 4, LayerCount = 2 },
        AudioEncoder = HearingSizes,
        TransformerType = ScalarType.Float16,
        // 342 tokens make windows of 37 frames at 96x96.
        Defaults = new() { Sizes = [[96, 96]], MaxTokens = 342, Steps = 20, TextLength = 48, Threads = 2, TeaCacheCoefficients = "Wan2.1-T2V-1.3B" },
    };

    private static Wav2Vec2Config HearingSizes => new AudioEncoderTrainingOptions
    {
        Run = new() { Folder = "-", Steps = 1 },
        Destination = "-",
        PhonemeCount = 2,
    }.Network;
}
