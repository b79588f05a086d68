using OmniAvatar.Training.Components;
using OmniAvatar.Training.Components.AudioEncoders;
using OmniAvatar.Training.Components.Autoencoders;
using OmniAvatar.Training.Components.TextEncoders;
using OmniAvatar.Training.Data;
using OmniAvatar.Training.Synthetic;
using OmniAvatar.Training.Synthetic.Clips;
using OmniAvatar.Training.Synthetic.Faces;
using OmniAvatar.Training.Synthetic.Speech;

namespace OmniAvatar.Training.Recipes;

/// <summary>
/// Trains the small model that ships, from data made here, in the paper's order:
/// <code>
/// drawn heads, spoken sentences ─┬─ audio encoder   phonemes, loudness, mouth
///                                ├─ autoencoder     pictures, then short clips
///                                └─ text encoder    captions with hidden words
/// </code>
/// Every part is kept in the work folder and goes on where it was left.
/// </summary>
public sealed class SmallModelRecipe
{
    private readonly SmallModelSettings _settings;
    private readonly string _work;
    private readonly string _model;

    /// <param name="settings">Sizes, data and steps.</param>
    /// <param name="work">Where the parts' states and logs are kept.</param>
    /// <param name="model">The model folder to write.</param>
    public SmallModelRecipe(SmallModelSettings settings, string work, string model) => (_settings, _work, _model) = (settings, work, model);

    /// <summary>The parts by name, in order.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["audio-encoder", "autoencoder", "text-encoder"];

    /// <summary>Trains one part, or goes on with it, and writes its files.</summary>
    /// <returns>What the part reports of itself.</returns>
    /// <exception cref="WrongUseException">There is no such part, or the work folder is of a training with other settings.</exception>
    /// <exception cref="RenderFailedException">The training diverged, or a file cannot be written.</exception>
    public object Run(string part, IProgress<ComponentProgress> progress, CancellationToken cancellation)
    {
        return part switch
        {
            "audio-encoder" => AudioEncoderTrainer.Train(Clips(), AudioEncoder(), progress, cancellation),
            "autoencoder" => AutoencoderTrainer.Train(Clips(), Autoencoder(), progress, cancellation),
            "text-encoder" => TextEncoderTrainer.Train(Captions(), TextEncoder(), progress, cancellation),
            _ => throw new WrongUseException($"There is no part '{part}': choose {string.Join(", ", Parts)}."),
        };
    }

    private string WanFolder => Path.Combine(_model, $"Wan2.1-T2V-{SmallModelSettings.Name}");

    /// <summary>Clips to train on, then clips of faces and voices that are not.</summary>
    private JoinedClips Clips() => new(Clips(DatasetSplit.Train, _settings.Clips), Clips(DatasetSplit.HeldOut, _settings.HeldOutClips));

    private SyntheticClips Clips(DatasetSplit split, int count) =>
        new(new SyntheticClipOptions { Seed = _settings.Seed, Count = count, Split = split, Width = _settings.Side, Height = _settings.Side, MostSeconds = 5 });

    private AudioEncoderTrainingOptions AudioEncoder() => new()
    {
        Run = RunOf("audio-encoder", _settings.AudioEncoderSteps),
        Destination = Path.Combine(_model, "wav2vec2-base-960h"),
        PhonemeCount = PhonemeClasses.Names.Count,
        Network = _settings.Preset.AudioEncoder,
        Clips = Use,
    };

    private AutoencoderTrainingOptions Autoencoder() => new()
    {
        Run = RunOf("autoencoder", _settings.AutoencoderSteps) with { LearningRate = 2e-3 },
        Destination = Path.Combine(WanFolder, "Wan2.1_VAE.pth"),
        BaseDim = _settings.Preset.Autoencoder.BaseDim,
        Clips = Use,
        Stages = _settings.AutoencoderStages,
    };

    private TextEncoderTrainingOptions TextEncoder() => new()
    {
        Run = RunOf("text-encoder", _settings.TextEncoderSteps),
        Destination = WanFolder,
        Words = SceneCaption.Words,
        Network = _settings.Preset.TextEncoder,
    };

    /// <summary>Captions of scenes that are trained on; no frame is drawn for them.</summary>
    private List<string> Captions() => [.. Enumerable.Range(0, _settings.Captions).Select(index =>
        SceneCaption.Of(SceneAppearance.Draw(SeededRandom.Of(_settings.Seed, index), DatasetSplit.Train)))];

    private ClipUse Use => new() { HeldOut = _settings.HeldOutClips };

    private ComponentRunOptions RunOf(string part, long steps) => new() { Folder = Path.Combine(_work, part), Steps = steps, Seed = _settings.Seed };
}
