using OmniAvatar.Training.Logging;
using OmniAvatar.Training.Models;
using OmniAvatar.Training.Objectives;
using OmniAvatar.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;
using AdamW = OmniAvatar.Training.Optimization.AdamW;

namespace OmniAvatar.Training.Runs;

/// <summary>Takes steps: batches, gradients, clipping, AdamW, the slow average. A step depends on the weights, the seed
/// and its number alone.</summary>
internal sealed class StepTrainer : IDisposable
{
    private readonly TrainableNetwork _network;
    private readonly TrainingRecipe _recipe;
    private readonly FlowMatchingObjective _objective;
    private readonly BatchLoader _loader;
    private readonly IReadOnlyList<BatchPlan> _plans;
    private readonly StepRandom _random;
    private readonly int _threads;

    /// <param name="network">What is trained.</param>
    /// <param name="objective">What it learns.</param>
    /// <param name="loader">Where clips come from.</param>
    /// <param name="plans">The batches of each phase.</param>
    /// <param name="threads">CPU threads of a step.</param>
    public StepTrainer(
        TrainableNetwork network,
        FlowMatchingObjective objective,
        BatchLoader loader,
        IReadOnlyList<BatchPlan> plans,
        int threads
    )
    {
        (_network, _recipe, _objective, _loader, _plans, _threads) = (
            network,
            network.Recipe,
            objective,
            loader,
            plans,
            threads
        );
        _random = new StepRandom(_recipe.Seed);
        Optimizer = new AdamW(network.Trained, new AdamWOptions { WeightDecay = _recipe.WeightDecay });
        Average = _recipe.Ema > 0 ? new ExponentialAverage(network.Trained, _recipe.Ema) : null;
    }

    /// <summary>The optimizer and its memory.</summary>
    public AdamW Optimizer { get; }

    /// <summary>The slow average, if one is kept.</summary>
    public ExponentialAverage? Average { get; }

    /// <summary>Takes a step, counted from 0.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the weights are as before the step.</exception>
    public LossRow Step(long step, CancellationToken cancellation)
    {
        var (phase, own) = _recipe.At(step);
        Optimizer.ZeroGradients();
        var (loss, error, clips) = (0.0, 0.0, 0);
        for (var part = 0; part < _recipe.Accumulate; part++)
        {
            var batch = AddGradients(
                _plans[phase].At(own * _recipe.Accumulate + part),
                step * _recipe.Accumulate + part,
                cancellation
            );
            (loss, error, clips) = (
                loss + batch.Loss / _recipe.Accumulate,
                error + batch.Error / _recipe.Accumulate,
                clips + batch.Clips
            );
        }
        cancellation.ThrowIfCancellationRequested();
        var norm = GradientClipping.Clip([.. _network.Trained.Select(parameter => parameter.Value)], _recipe.Clip);
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
            throw new RenderFailedException(
                $"The training has diverged: at step {step + 1} the loss is no number. A lower learning "
                    + $"rate or a longer warm-up may help."
            );
        var rate = _recipe.Phases[phase].LearningRateAt(own);
        Optimizer.Step(rate);
        Average?.Update(step + 1);
        return new LossRow(step + 1, loss, error, norm, rate, clips);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        Average?.Dispose();
    }

    private (double Loss, double Error, int Clips) AddGradients(
        BatchChoice choice,
        long number,
        CancellationToken cancellation
    )
    {
        using var scope = NewDisposeScope();
        var draws = BatchLoader.Draw(_random, _recipe, choice, number);
        using var clips = _loader.Load(choice, draws);
        var noise = _random.Normal(clips.Clean.shape, "noise", number).to(clips.Clean.device);
        var noised = _objective.Noise(clips, noise, [.. draws.Select(draw => draw.Draw)]);
        var pieces = SideBySide.Run(
            [
                .. Cut(clips)
                    .Select(piece =>
                        (Func<(double Loss, double Error)>)(() => AddGradients(clips, noised, piece, cancellation))
                    ),
            ],
            _threads
        );
        return (pieces.Sum(piece => piece.Loss), pieces.Sum(piece => piece.Error), clips.Count);
    }

    /// <summary>An accelerator computes a batch as one.</summary>
    private IReadOnlyList<(int Start, int Count)> Cut(ClipBatch clips) =>
        clips.Clean.device_type == DeviceType.CPU ? SideBySide.Cut(clips.Count, _threads) : [(0, clips.Count)];

    /// <summary>Loss and error come back as the piece's share of the batch's.</summary>
    private (double Loss, double Error) AddGradients(
        ClipBatch clips,
        NoisedClips noised,
        (int Start, int Count) piece,
        CancellationToken cancellation
    )
    {
        using var scope = NewDisposeScope();
        var (own, shown) = (clips.Part(piece.Start, piece.Count), noised.Part(piece.Start, piece.Count));
        var share = (double)piece.Count / clips.Count;
        var loss = _objective.Loss(_network.Predict(own, shown, cancellation), shown);
        loss.Loss.mul(share / _recipe.Accumulate).backward();
        return (share * loss.Loss.ToDouble(), share * loss.SquaredErrors.mean().ToDouble());
    }
}
