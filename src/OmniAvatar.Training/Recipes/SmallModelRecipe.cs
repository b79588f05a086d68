using OmniAvatar.Datasets.Extraction;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Training.Components.AudioEncoders;
using OmniAvatar.Training.Components.Autoencoders;
using OmniAvatar.Training.Components.TextEncoders;
using OmniAvatar.Training.Samples;
using OmniAvatar.Training.Transformers;

namespace OmniAvatar.Training.Recipes;

/// <summary>
/// Trains the small model that ships, from data made here, in the paper's order:
/// <code>
/// drawn heads, spoken sentences ─┬─ audio encoder ──┐
///                                ├─ autoencoder ────┼─► samples ─► base ─► adapter, two phases ─► model folder
///                                └─ text encoder ───┘   frozen     text     speech, picture
///                                                       from here  to video
/// </code>
/// Every part keeps its state in the work folder and goes on where it was left.
/// </summary>
public sealed class SmallModelRecipe
{
    internal const string AudioEncoder = "audio-encoder";
    internal const string PictureAutoencoder = "picture-autoencoder";
    internal const string Autoencoder = "autoencoder";
    internal const string TextEncoder = "text-encoder";
    internal const string Samples = "samples";
    internal const string Base = "base";
    internal const string Adapter = "adapter";
    internal const string Model = "model";

    private readonly SmallModelSettings _settings;
    private readonly SmallModelFolders _folders;
    private readonly SmallModelData _data;
    private readonly SmallModelComponents _components;
    private readonly TimeProvider _time;

    /// <param name="settings">Sizes, data and steps.</param>
    /// <param name="folders">Where everything is kept.</param>
    /// <param name="time">Measures how long steps and clips take.</param>
    /// <exception cref="WrongUseException">A setting does not fit another.</exception>
    public SmallModelRecipe(SmallModelSettings settings, SmallModelFolders folders, TimeProvider time)
    {
        (_settings, _folders, _time) = (settings.Validated(), folders, time);
        _data = new SmallModelData(settings);
        _components = new SmallModelComponents(settings, folders, time);
    }

    /// <summary>The parts by name, in order.</summary>
    public static IReadOnlyList<string> Parts { get; } =
    [AudioEncoder, PictureAutoencoder, Autoencoder, TextEncoder, Samples, Base, Adapter, Model];

    /// <summary>Trains one part, or goes on with it, and writes its files.</summary>
    /// <param name="part">One of <see cref="Parts"/>; those before it are done.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it; its state is saved first.</param>
    /// <returns>The part's report for people, or null.</returns>
    /// <exception cref="WrongUseException">The part does not exist, or the work folder belongs to a training with other
    /// settings.</exception>
    /// <exception cref="BadInputException">A part before it is not done, or its files are damaged.</exception>
    /// <exception cref="RenderFailedException">The training diverged, or a file cannot be written.</exception>
    public object? Run(string part, IRecipeProgress progress, CancellationToken cancellation)
    {
        TorchSharp.torch.set_num_threads(_settings.Threads);
        switch (part)
        {
            case AudioEncoder:
                return AudioEncoderTrainer.Train(_data.Clips, _components.AudioEncoder, progress, cancellation);
            case PictureAutoencoder:
                return AutoencoderTrainer.Train(_data.Clips, _components.PictureAutoencoder, progress, cancellation);
            case Autoencoder:
                return AutoencoderTrainer.Train(_data.Clips, _components.Autoencoder, progress, cancellation);
            case TextEncoder:
                return TextEncoderTrainer.Train(_data.Captions(), _components.TextEncoder, progress, cancellation);
            case Samples:
                Extract(progress, cancellation);
                return null;
            case Base:
                TrainBase(progress, cancellation);
                return null;
            case Adapter:
                Train(Adapter, _settings.Adapter, _folders.ModelOf(Base), progress, cancellation);
                return null;
            case Model:
                return SmallModelWriter.Write(_settings, _folders, _data.Clips, cancellation);
            default:
                throw new WrongUseException($"The part '{part}' does not exist: choose {string.Join(", ", Parts)}.");
        }
    }

    private void Extract(IRecipeProgress progress, CancellationToken cancellation)
    {
        var options = new ExtractionOptions { Frames = [_settings.WindowFrames], Stride = _settings.WindowStride };
        new SampleExtractor(FrozenFolder.Open(_settings, _folders), options, _time).Run(
            _data.SampleClips,
            _data.SampleIdentity,
            _folders.Samples,
            progress,
            cancellation
        );
    }

    private void TrainBase(IRecipeProgress progress, CancellationToken cancellation)
    {
        StartFolder.Write(_settings, _folders, cancellation);
        Train(Base, _settings.Base, _folders.Start, progress, cancellation);
    }

    private void Train(
        string part,
        TrainingRecipe recipe,
        string from,
        IRecipeProgress progress,
        CancellationToken cancellation
    ) =>
        new TrainingRun(
            new TrainingSetup
            {
                Model = ModelFolder.Open(from, [ModelPart.Transformer]),
                Samples = TrainingSamples.Open(_folders.Samples),
                Recipe = recipe,
                Output = _folders.Of(part),
                Threads = _settings.Threads,
                Time = _time,
                Show = progress.Report,
            }
        ).Run(cancellation);
}
