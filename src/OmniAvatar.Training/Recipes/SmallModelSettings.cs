using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Training.Components.AudioEncoders;
using OmniAvatar.Training.Components.Autoencoders;
using OmniAvatar.Training.Transformers;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Recipes;

/// <summary>Sizes, data and steps of the small model that ships: all that decides what comes out. The defaults are what
/// it was trained with.</summary>
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

    /// <summary>Steps of the autoencoder on single frames.</summary>
    public long PictureAutoencoderSteps { get; init; } = 3000;

    /// <summary>Steps of the autoencoder on clips, after those.</summary>
    public long AutoencoderSteps { get; init; } = 1500;

    /// <summary>Steps of the text encoder.</summary>
    public long TextEncoderSteps { get; init; } = 3000;

    /// <summary>CPU threads of one operation.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Pixels a side of the small clips that the adapter's first phase sees.</summary>
    public int SmallSide { get; init; } = 64;

    /// <summary>Small clips that the transformer learns from.</summary>
    public int SmallSampleClips { get; init; } = 600;

    /// <summary>Clips of the whole size that the transformer learns from.</summary>
    public int SampleClips { get; init; } = 1200;

    /// <summary>Frames of a window that is extracted, 4n+1; what the model renders with.</summary>
    public int WindowFrames { get; init; } = 37;

    /// <summary>Frames from one window's first to the next one's.</summary>
    public int WindowStride { get; init; } = 32;

    /// <summary>How the base learns to make video of text.</summary>
    public TrainingRecipe Base { get; init; } = SmallModelPhases.Base;

    /// <summary>How the adapter learns speech and the reference picture: the paper's two phases, at the speed that a
    /// small network bears.</summary>
    public TrainingRecipe Adapter { get; init; } = SmallModelPhases.Adapter;

    /// <summary>What the autoencoder's first steps see: single frames are cheap and teach most of the
    /// picture.</summary>
    public IReadOnlyList<CropStage> PictureAutoencoderStages { get; init; } =
    [new(Share: 1, Frames: 1, Pixels: 48, Batch: 16)];

    /// <summary>
    /// What its later steps see: longer and longer clips, at last as long as a window, since what reaches a frame of
    /// the clip's beginning must not decide its colours.
    /// </summary>
    public IReadOnlyList<CropStage> AutoencoderStages { get; init; } =
    [
        new(Share: 6, Frames: 9, Pixels: 48, Batch: 4),
        new(Share: 6, Frames: 21, Pixels: 48, Batch: 2),
        new(Share: 1, Frames: 37, Pixels: 48, Batch: 2),
        new(Share: 2, Frames: 17, Pixels: 96, Batch: 2),
    ];

    /// <summary>Sizes of all networks.</summary>
    public ModelPreset Preset { get; init; } =
        new()
        {
            Name = Name,
            FolderSuffix = Name,
            Transformer = new()
            {
                Dim = 192,
                FeedForwardDim = 576,
                Heads = 6,
                Layers = 8,
                TextDim = 64,
                FrequencyDim = 128,
                AudioHiddenSize = 32,
                AudioInputDim = 6 * 64,
            },
            Autoencoder = new VideoAutoencoderConfig { BaseDim = 12 },
            TextEncoder = new TextEncoderConfig
            {
                Width = 64,
                AttentionWidth = 64,
                FeedForwardWidth = 160,
                HeadCount = 4,
                LayerCount = 2,
            },
            AudioEncoder = HearingSizes,
            TransformerType = ScalarType.Float16,
            // 342 tokens make windows of 37 frames at 96x96. More guidance towards the text burns the colours of a
            // network that small.
            Defaults = new()
            {
                Sizes =
                [
                    [96, 96],
                ],
                MaxTokens = 342,
                Steps = 20,
                TextGuidanceScale = 1.5,
                AudioGuidanceScale = 3,
                TextLength = 48,
                Threads = 2,
                TeaCacheCoefficients = "Wan2.1-T2V-1.3B",
            },
        };

    /// <summary>These settings, if one fits the other.</summary>
    /// <exception cref="WrongUseException">They do not.</exception>
    public SmallModelSettings Validated()
    {
        if (
            PictureAutoencoderStages.Concat(AutoencoderStages).FirstOrDefault(stage => stage.Pixels > Side) is { } stage
        )
            throw new WrongUseException(
                $"Clips of {Side} pixels a side are too small for crops of {stage.Pixels}, which a stage of the "
                    + "autoencoder needs."
            );
        return this;
    }

    private static Wav2Vec2Config HearingSizes =>
        new AudioEncoderTrainingOptions
        {
            Run = new() { Folder = "-", Steps = 1 },
            Destination = "-",
            PhonemeCount = 2,
        }.Network;
}
