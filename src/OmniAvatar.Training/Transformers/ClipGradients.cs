using OmniAvatar.Randomness;
using OmniAvatar.Training.Models;
using OmniAvatar.Training.Objectives;
using OmniAvatar.Training.Optimization;
using OmniAvatar.Training.Runs;
using OmniAvatar.Training.Transformers.Batches;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Transformers;

/// <summary>What a transformer learns: flow matching on the batches of a recipe's phases.</summary>
/// <param name="network">What is trained, and how.</param>
/// <param name="objective">What it learns.</param>
/// <param name="loader">Where clips come from.</param>
/// <param name="plans">The batches of each phase.</param>
/// <param name="threads">CPU threads of a step.</param>
internal sealed class ClipGradients(
    TrainableNetwork network,
    FlowMatchingObjective objective,
    BatchLoader loader,
    IReadOnlyList<BatchPlan> plans,
    int threads
) : IStepGradients
{
    private readonly TrainingRecipe _recipe = network.Recipe;
    private readonly StepRandom _random = new(network.Recipe.Seed);

    /// <inheritdoc/>
    public double LearningRateAt(long step)
    {
        var (phase, own) = _recipe.At(step);
        return _recipe.Phases[phase].LearningRateAt(own);
    }

    /// <inheritdoc/>
    public StepLosses Add(long step, CancellationToken cancellation)
    {
        var (phase, own) = _recipe.At(step);
        var (loss, error, clips) = (0.0, 0.0, 0);
        for (var part = 0; part < _recipe.Accumulate; part++)
        {
            var batch = AddBatch(
                plans[phase].At(own * _recipe.Accumulate + part),
                step * _recipe.Accumulate + part,
                cancellation
            );
            (loss, error, clips) = (
                loss + batch.Loss / _recipe.Accumulate,
                error + batch.Parts[0] / _recipe.Accumulate,
                clips + batch.Samples
            );
        }
        return new StepLosses(loss, [error], clips);
    }

    private StepLosses AddBatch(BatchChoice choice, long number, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var draws = BatchLoader.Draw(_random, _recipe, choice, number);
        using var clips = loader.Load(choice, draws);
        var noise = _random.Normal(clips.Clean.shape, "noise", number).to(clips.Clean.device);
        var noised = objective.Noise(clips, noise, [.. draws.Select(draw => draw.Draw)]);
        // An accelerator computes a batch as one.
        var together = clips.Clean.device_type == DeviceType.CPU ? threads : 1;
        return StepPiece.AddGradients(
            StepPiece.Split(clips.Count, together, (start, count) => LossOf(clips, noised, start, count, cancellation)),
            threads,
            _recipe.Accumulate
        );
    }

    private StepLoss LossOf(ClipBatch clips, NoisedClips noised, int start, int count, CancellationToken cancellation)
    {
        var (own, shown) = (clips.Part(start, count), noised.Part(start, count));
        var loss = objective.Loss(network.Predict(own, shown, cancellation), shown);
        return new StepLoss(loss.Loss, count, [loss.SquaredErrors.mean().ToDouble()]);
    }
}
