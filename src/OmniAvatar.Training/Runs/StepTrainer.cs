using OmniAvatar.Training.Logging;
using OmniAvatar.Training.Optimization;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Runs;

/// <summary>Takes steps: gradients, clipping, AdamW, the slow average.</summary>
/// <param name="subject">What errors call the training, as a sentence begins with it.</param>
/// <param name="weights">What is trained.</param>
/// <param name="gradients">What it learns.</param>
/// <param name="largestNorm">Largest norm of all gradients together; positive.</param>
internal sealed class StepTrainer(
    string subject,
    OptimizedWeights weights,
    IStepGradients gradients,
    double largestNorm
)
{
    /// <summary>What is trained.</summary>
    public OptimizedWeights Weights => weights;

    /// <summary>Takes a step, counted from 0.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the weights are as before the step.</exception>
    /// <exception cref="RenderFailedException">The loss became infinite or no number.</exception>
    public StepRow Step(long step, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        cancellation.ThrowIfCancellationRequested();
        weights.Optimizer.ZeroGradients();
        var losses = gradients.Add(step, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var norm = GradientClipping.Clip([.. weights.Parameters.Select(parameter => parameter.Value)], largestNorm);
        if (!double.IsFinite(losses.Loss) || !double.IsFinite(norm))
            throw new RenderFailedException(
                $"{subject} has diverged: at step {step + 1} the loss is not a number; try a lower learning rate or a "
                    + "longer warm-up."
            );
        var rate = gradients.LearningRateAt(step);
        weights.Optimizer.Step(rate);
        weights.Average?.Update(step + 1);
        return new StepRow(step + 1, losses.Loss, losses.Parts, norm, rate, losses.Samples);
    }
}
