namespace OmniAvatar.Training.Runs;

/// <summary>What the samples of a step came to.</summary>
/// <param name="Loss">Their mean loss, which was learned from.</param>
/// <param name="Parts">What else is noted of it, in the order of the log's columns.</param>
/// <param name="Samples">How much was learned from: clips, frames, rows or captions.</param>
internal sealed record StepLosses(double Loss, IReadOnlyList<double> Parts, int Samples);

/// <summary>What one network learns, step by step. A step depends on the weights, the seed and its number
/// alone.</summary>
internal interface IStepGradients
{
    /// <summary>The size of a step counted from 0.</summary>
    double LearningRateAt(long step);

    /// <summary>Adds the gradients of a step counted from 0 to those of the trained parameters.</summary>
    StepLosses Add(long step, CancellationToken cancellation);
}
