using OmniAvatar.Randomness;
using OmniAvatar.Training.Logging;
using OmniAvatar.Training.Models;
using OmniAvatar.Training.Optimization;
using OmniAvatar.Training.Runs;
using OmniAvatar.Training.Samples;
using OmniAvatar.Training.Transformers;
using OmniAvatar.Training.Transformers.Batches;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests.Transformers;

public sealed class ClipGradientsTests : IDisposable
{
    private readonly TinyWorld _world = new();

    [Theory]
    [InlineData(TrainingMode.Lora)]
    [InlineData(TrainingMode.AudioOnly)]
    public void Step_FrozenWeights_StayTheSameBits(TrainingMode mode)
    {
        var recipe = TinyWorld.Recipe with { Mode = mode, TextDrop = 0.5, AudioDrop = 0 };
        using var network = _world.Load(recipe);
        using var trainer = Trainer(network, recipe, _world.Samples(4));
        using var scope = NewDisposeScope();
        var before = network.Network.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.detach().clone());

        for (var step = 0; step < 3; step++)
            trainer.Step(step, default);

        var trained = network.Trained.Select(parameter => parameter.Name).ToHashSet();
        foreach (var (name, value) in network.Network.state_dict())
            value.equal(before[name]).all().ToBoolean().ShouldBe(!trained.Contains(name), name);
    }

    /// <summary>Every step has another noise and timestep; that the loss falls at all of them means that the clip
    /// itself was learned.</summary>
    [Fact]
    public void Step_OneClip_IsLearnedByHeart()
    {
        TrainingPhase[] phases =
        [
            new()
            {
                Steps = 220,
                LearningRate = 4e-3,
                WarmUp = 20,
                MaxTokens = 48,
            },
            new()
            {
                Steps = 60,
                LearningRate = 1e-3,
                WarmUp = 0,
                MaxTokens = 48,
            },
        ];
        var recipe = TinyWorld.Recipe with
        {
            Mode = TrainingMode.Full,
            Recompute = false,
            AudioDrop = 0,
            TextDrop = 0,
            LongestPrefix = 1,
            WeightDecay = 0,
            Phases = phases,
        };
        using var network = _world.Load(recipe);
        using var trainer = Trainer(network, recipe, _world.Samples(4, areCopies: true));

        var losses = Enumerable.Range(0, (int)recipe.Steps).Select(step => trainer.Step(step, default).Loss).ToList();

        losses.TakeLast(40).Average().ShouldBeLessThan(losses.Take(20).Average() / 20);
    }

    /// <summary>Two threads halve a batch of four clips; what they add up is the same, and the same each
    /// time.</summary>
    [Fact]
    public void Step_OnTwoThreads_IsTheStepOfOneThread()
    {
        var recipe = TinyWorld.Recipe with
        {
            Recompute = false,
            Phases =
            [
                new()
                {
                    LearningRate = 1e-3,
                    WarmUp = 0,
                    MaxTokens = 48,
                },
            ],
        };
        var samples = _world.Samples(4, areCopies: true);
        var (one, two, again) = (Rows(1), Rows(2), Rows(2));

        one[0].Clips.ShouldBe(4);
        two.ShouldBe(again);
        for (var i = 0; i < one.Length; i++)
        {
            two[i].Loss.ShouldBe(one[i].Loss, 1e-5 * one[i].Loss);
            two[i].SquaredError.ShouldBe(one[i].SquaredError, 1e-5 * one[i].SquaredError);
            two[i].GradientNorm.ShouldBe(one[i].GradientNorm, 1e-4 * one[i].GradientNorm);
        }

        LossRow[] Rows(int threads)
        {
            using var network = _world.Load(recipe);
            using var trainer = Trainer(network, recipe, samples, threads);
            return [.. Enumerable.Range(0, 3).Select(step => trainer.Step(step, default))];
        }
    }

    public void Dispose() => _world.Dispose();

    private static StepsOf Trainer(
        TrainableNetwork network,
        TrainingRecipe recipe,
        ITrainingSamples samples,
        int threads = 1
    ) => new(network, recipe, samples, threads);

    /// <summary>Steps of a network, without a loop around them.</summary>
    private sealed class StepsOf(TrainableNetwork network, TrainingRecipe recipe, ITrainingSamples samples, int threads)
        : IDisposable
    {
        private readonly OptimizedWeights _weights = new(
            network.Trained,
            new AdamWOptions { WeightDecay = recipe.WeightDecay },
            averageDecay: null
        );

        public LossRow Step(long step, CancellationToken cancellation) =>
            LossRow.Of(new StepTrainer("The training", _weights, Gradients, recipe.Clip).Step(step, cancellation));

        public void Dispose() => _weights.Dispose();

        private ClipGradients Gradients { get; } =
            new(
                network,
                new(),
                new BatchLoader(samples, recipe, CPU),
                [
                    .. recipe.Phases.Select(phase => new BatchPlan(
                        phase,
                        samples.List,
                        new ClipCuts(phase, 2, (2, 2)),
                        new StepRandom(recipe.Seed)
                    )),
                ],
                threads
            );
    }
}
