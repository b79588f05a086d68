namespace OmniAvatar.Training.Logging;

/// <summary>A step of any network as the log holds it.</summary>
/// <param name="Step">Counted from 1.</param>
/// <param name="Loss">The loss that was learned from.</param>
/// <param name="Parts">What else is noted of it, a column each.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="LearningRate">Size of the step.</param>
/// <param name="Samples">How much was learned from: clips, frames, rows or captions.</param>
internal sealed record StepRow(
    long Step,
    double Loss,
    IReadOnlyList<double> Parts,
    double GradientNorm,
    double LearningRate,
    int Samples
);
