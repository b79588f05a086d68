using System.Security.Cryptography;
using OmniAvatar.Datasets.Extraction;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Tests.Media;
using OmniAvatar.Training.Components;
using OmniAvatar.Training.Logging;
using OmniAvatar.Training.Models;
using OmniAvatar.Training.Recipes;
using OmniAvatar.Training.Tests.Components.AudioEncoders;
using OmniAvatar.Training.Transformers;

namespace OmniAvatar.Training.Tests.Recipes;

public sealed class SmallModelRecipeTests : IDisposable
{
    private const long MostBytes = 4 << 20;

    private readonly ScratchFolder _folder = new();

    private SmallModelFolders Folders => new(_folder.Combine("work"), _folder.Combine("model"));

    [Fact]
    public void Run_AllParts_MakesAModelAndRunAgainChangesNothing()
    {
        var report = RunAll().ShouldBeOfType<SmallModelReport>();

        var model = ModelFolder.Open(Folders.Model);
        ModelLoader.Check(model);
        model.Settings.HasRandomWeights.ShouldBeFalse();
        model.Settings.Pictures.ShouldNotBeNull().LeastFlatness.ShouldBe(report.LeastFlatness);
        model.ReadAdapterConfig().Rank.ShouldBe(4);
        report.LeastFlatness.ShouldBeGreaterThan(0);
        report.Bytes.ShouldBeInRange(1, MostBytes);
        var (files, state) = (Hashes(Folders.Model), Hashes(Folders.Work));
        files.Keys.ShouldAllBe(file => !file.Contains("README"));

        foreach (var part in SmallModelRecipe.Parts)
        {
            Recipe().Run(part, new Silence(), default);
            Hashes(Folders.Model).ShouldBe(files, part);
            Hashes(Folders.Work).ShouldBe(state, part);
        }
    }

    [Fact]
    public void Run_UnknownPart_IsWrongUse() =>
        Should
            .Throw<WrongUseException>(() => Recipe().Run("vocoder", new Silence(), default))
            .Message.ShouldContain("audio-encoder");

    [Fact]
    public void Run_StageLargerThanItsClips_IsWrongUse() =>
        Should
            .Throw<WrongUseException>(() => new SmallModelRecipe(Tiny with { Side = 32 }, Folders, TimeProvider.System))
            .Message.ShouldContain("48");

    public void Dispose() => _folder.Dispose();

    private static SmallModelSettings Tiny
    {
        get
        {
            var all = new SmallModelSettings();
            return all with
            {
                Side = 48,
                SmallSide = 32,
                Clips = 4,
                HeldOutClips = 1,
                Captions = 12,
                SmallSampleClips = 2,
                SampleClips = 2,
                Threads = 1,
                AudioEncoderSteps = 2,
                PictureAutoencoderSteps = 2,
                AutoencoderSteps = 2,
                TextEncoderSteps = 2,
                WindowFrames = 9,
                WindowStride = 40,
                PictureAutoencoderStages = [new(Share: 1, Frames: 1, Pixels: 32, Batch: 1)],
                AutoencoderStages = [new(Share: 1, Frames: 5, Pixels: 48, Batch: 1)],
                Base = Short(all.Base with { Mode = TrainingMode.Base }),
                Adapter = Short(all.Adapter with { Rank = 4, Alpha = 4, AudioHiddenSize = 8 }),
                Preset = all.Preset with
                {
                    Transformer = all.Preset.Transformer with
                    {
                        Dim = 48,
                        FeedForwardDim = 64,
                        Heads = 2,
                        Layers = 4,
                        FrequencyDim = 32,
                    },
                    Autoencoder = new() { BaseDim = 4 },
                    TextEncoder = all.Preset.TextEncoder with { LayerCount = 1 },
                    AudioEncoder = TinyAudioEncoder.Config,
                    Defaults = all.Preset.Defaults with
                    {
                        Sizes =
                        [
                            [48, 48],
                        ],
                        MaxTokens = 27,
                        Threads = 1,
                    },
                },
            };
        }
    }

    private static TrainingRecipe Short(TrainingRecipe recipe) =>
        recipe with
        {
            Phases =
            [
                new()
                {
                    Name = "small",
                    Steps = 2,
                    LearningRate = 1e-3,
                    MaxTokens = 54,
                    Sizes =
                    [
                        [32, 32],
                    ],
                    LatentFrames = [3],
                },
                new()
                {
                    Name = "mixed",
                    Steps = 2,
                    LearningRate = 1e-3,
                    MaxTokens = 54,
                    LatentFrames = [3],
                },
            ],
        };

    private SmallModelRecipe Recipe() => new(Tiny, Folders, TimeProvider.System);

    private object? RunAll()
    {
        object? last = null;
        foreach (var part in SmallModelRecipe.Parts)
            last = Recipe().Run(part, new Silence(), default);
        return last;
    }

    private static SortedDictionary<string, string> Hashes(string folder) =>
        new(
            Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .ToDictionary(
                    file => Path.GetRelativePath(folder, file),
                    file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))
                ),
            StringComparer.Ordinal
        );

    private sealed class Silence : IRecipeProgress
    {
        public void Report(TrainingEvent happened) { }

        public void Report(ComponentProgress value) { }

        public void Report(ExtractionProgress value) { }
    }
}
