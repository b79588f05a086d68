namespace OmniAvatar.Training.Logging;

/// <summary>A step of a transformer.</summary>
/// <param name="Step">Counted from 1.</param>
/// <param name="Loss">The weighted loss that was learned from.</param>
/// <param name="SquaredError">Mean squared error without the weight.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="LearningRate">Size of the step.</param>
/// <param name="Clips">Clips that were seen.</param>
public sealed record LossRow(
    long Step,
    double Loss,
    double SquaredError,
    double GradientNorm,
    double LearningRate,
    int Clips
)
{
    /// <summary>Names of the log's column between the loss and the gradients' norm.</summary>
    internal static readonly string[] Parts = ["squared_error"];

    /// <summary>Name of the log's last column.</summary>
    internal const string Samples = "clips";

    /// <summary>The step as a row of the log has it.</summary>
    internal static LossRow Of(StepRow row) =>
        new(row.Step, row.Loss, row.Parts[0], row.GradientNorm, row.LearningRate, row.Samples);
}
