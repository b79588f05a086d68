using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Models.Creation;
using OmniAvatar.Tests.Samples;
using OmniAvatar.Training.Models;
using OmniAvatar.Training.Samples;
using OmniAvatar.Training.Transformers;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests;

/// <summary>A model folder of the smallest useful size and a few samples for it, in a folder that is gone
/// afterwards.</summary>
public sealed class TinyWorld : IDisposable
{
    /// <summary>Values of a row of audio: the tiny audio encoder's.</summary>
    public const int AudioWidth = 14 * 24;

    private const int TextLength = 6;

    public TinyWorld()
    {
        set_num_threads(1);
        Root = Directory.CreateTempSubdirectory("omniavatar-training-").FullName;
        ModelCreator.Create(PathOf("model"), Preset, seed: 3);
    }

    public static ModelPreset Preset { get; } =
        ModelPreset.Tiny with
        {
            Transformer = ModelPreset.Tiny.Transformer with { FeedForwardDim = 128, Layers = 4, FrequencyDim = 32 },
        };

    /// <summary>Every constant small enough for tests.</summary>
    public static TrainingRecipe Recipe { get; } =
        new()
        {
            Rank = 4,
            Alpha = 4,
            AudioHiddenSize = 16,
            Seed = 11,
            Phases =
            [
                new TrainingPhase
                {
                    Steps = 4,
                    LearningRate = 1e-3,
                    WarmUp = 0,
                    MaxTokens = 48,
                },
            ],
        };

    public string Root { get; }

    public ModelFolder Model => ModelFolder.Open(PathOf("model"));

    public string PathOf(string name) => Path.Combine(Root, name);

    public TrainableNetwork Load(TrainingRecipe recipe) => TrainableNetwork.Load(Model, recipe, Sizes, CPU);

    public SampleSizes Sizes => new(TextLength, Preset.Transformer.TextDim, AudioWidth);

    /// <summary>Writes samples of 3, 4, 5, 3, … latent frames of 4x4, or one of 3 frames again and again; one more is
    /// for validation.</summary>
    public TrainingSamples Samples(int count, string name = "samples", bool areCopies = false)
    {
        using var scope = NewDisposeScope();
        using var texts = new Generator(4, CPU);
        var folder = new SmallSamples(
            PathOf(name),
            Sizes,
            randn(2, Sizes.TextWidth, generator: texts),
            randn(4, Sizes.TextWidth, generator: texts)
        );
        for (var i = 0; i <= count; i++)
        {
            using var generator = new Generator(areCopies ? 5UL : 5UL + (ulong)i, CPU);
            var frames = areCopies ? 3 : 3 + i % 3;
            folder.Add(
                Random(16, 1, 4, 4),
                i % 2 == 0 ? "even" : "odd",
                isForValidation: i == count,
                (Random(16, frames, 4, 4), Random(4 * frames - 3, AudioWidth))
            );

            Tensor Random(params long[] shape) => randn(shape, generator: generator);
        }
        folder.Finish();
        return TrainingSamples.Open(PathOf(name));
    }

    public TrainingSetup Setup(TrainingRecipe recipe, ITrainingSamples samples, string output) =>
        new()
        {
            Model = Model,
            Samples = samples,
            Recipe = recipe,
            Output = PathOf(output),
            Threads = 1,
        };

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
