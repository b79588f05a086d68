using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.TextEncoders.Tokenization;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Sources;
using OmniAvatar.Tests.Media;
using OmniAvatar.Training.Components;
using OmniAvatar.Training.Components.TextEncoders;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests.Components.TextEncoders;

public class TextEncoderTrainerTests
{
    private static readonly TextEncoderConfig Tiny = new()
    {
        VocabularySize = 40,
        Width = 16,
        AttentionWidth = 16,
        FeedForwardWidth = 32,
        HeadCount = 2,
        LayerCount = 2,
    };

    [Fact]
    public void Forward_OfTheTextEncoder_HasTheGradientsOfFiniteDifferences()
    {
        random.manual_seed(8);
        using var network = new TextEncoder(Tiny);
        FreshWeights.Fill(network, seed: 4, (name, shape) => TextEncoderStart.Rule(name, shape, Tiny));
        using var ids = randint(0, 40, [2, 6], ScalarType.Int64);
        using var mask = tensor(new long[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0 }, [2, 6]);
        using var wanted = randn([2, 6, 16]);

        // Norms and softmax compute in float32, whatever the weights' type.
        Gradients.LargestError(network, Loss, step: 1e-2, smallestSlope: 1e-2).ShouldBeLessThan(2e-2);

        Tensor Loss()
        {
            using var scope = NewDisposeScope();
            return (network.forward(ids, mask) - wanted).square().mean().MoveToOuterDisposeScope();
        }
    }

    [Fact]
    public void Train_OnAFewCaptions_CompletesThemAndWritesWhatInferenceReads()
    {
        using var folder = new ScratchFolder();
        var losses = new List<double>();
        var options = Options(folder, "run", steps: 80);

        var report = TextEncoderTrainer.Train(
            Captions(),
            options,
            new ProgressOf<ComponentProgress>(progress => losses.Add(progress.Loss))
        );

        losses[^1].ShouldBeLessThan(0.6 * losses[0]);
        report.SeenAccuracy.ShouldBeGreaterThan(0.8);
        var tokenizer = PromptTokenizer.Open(Path.Combine(options.Destination, "google", "umt5-xxl", "spiece.model"));
        tokenizer.Tokenize("a man speaks").Count.ShouldBe(3);
        using var source = TensorSources.Open(Path.Combine(options.Destination, TextEncoderTrainer.WeightsName));
        using var loaded = new TextEncoder(ModelArchitecture.TextEncoder(source));
        StrictLoader.Load(loaded, source);
        loaded.Config.VocabularySize.ShouldBe(tokenizer.Model.Pieces.Count);
    }

    [Fact]
    public void Train_InterruptedAndTakenUp_WritesTheSameBytes()
    {
        using var folder = new ScratchFolder();
        var (whole, parts) = (Options(folder, "whole", steps: 8), Options(folder, "parts", steps: 8));
        using var cancellation = new CancellationTokenSource();
        TextEncoderTrainer.Train(Captions(), whole);
        var stop = new ProgressOf<ComponentProgress>(progress =>
        {
            if (progress.Step == 5)
                cancellation.Cancel();
        });

        Should.Throw<OperationCanceledException>(() =>
            TextEncoderTrainer.Train(Captions(), parts, stop, cancellation.Token)
        );
        TextEncoderTrainer.Train(Captions(), parts);

        Bytes(parts).ShouldBe(Bytes(whole));
    }

    private static byte[] Bytes(TextEncoderTrainingOptions options) =>
        File.ReadAllBytes(Path.Combine(options.Destination, TextEncoderTrainer.WeightsName));

    private static List<string> Captions() =>
        [
            .. from person in new[] { "man", "woman" }
            from colour in new[] { "red", "green", "blue" }
            from act in new[] { "speaks", "sings" }
            select $"a {person} {act} in a {colour} room",
        ];

    private static TextEncoderTrainingOptions Options(ScratchFolder folder, string name, long steps) =>
        new()
        {
            Run = new ComponentRunOptions
            {
                Folder = folder.Combine(name),
                Steps = steps,
                WarmupSteps = 2,
                LearningRate = 1e-2,
                AverageDecay = 0.8,
                LogEvery = 5,
            },
            Destination = folder.Combine($"{name}/Wan2.1-T2V-tiny"),
            Words = ["a", "man", "woman", "speaks", "sings", "in", "red", "green", "blue", "room"],
            Network = Tiny,
            Batch = 8,
            HeldOut = 3,
        };
}
