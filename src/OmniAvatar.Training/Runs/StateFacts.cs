namespace OmniAvatar.Training.Runs;

/// <summary>What a run must know to go on to the bit.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="IsFinished">Whether everything that is due after the last step was done.</param>
/// <param name="OptimizerSteps">Steps of the optimizer.</param>
/// <param name="Recipe">Identity of the recipe.</param>
/// <param name="Samples">Identity of the samples.</param>
/// <param name="Model">Identity of the model that training began from.</param>
internal sealed record StateFacts(
    long Step,
    bool IsFinished,
    long OptimizerSteps,
    string Recipe,
    string Samples,
    string Model
);
