namespace OmniAvatar.Training.Logging;

/// <summary>What happens in a run, in the order a reader meets it.</summary>
public abstract record TrainingEvent;

/// <summary>A run begins or goes on.</summary>
/// <param name="Step">Steps that earlier runs took.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="TrainedValues">How many values are trained.</param>
/// <param name="Samples">Samples to learn from.</param>
public sealed record TrainingStarted(long Step, long Steps, long TrainedValues, int Samples) : TrainingEvent;

/// <summary>A step is done.</summary>
/// <param name="Row">Its number, loss and speed of learning.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Phase">The phase it belongs to.</param>
/// <param name="ClipsPerSecond">Since this run began.</param>
/// <param name="SecondsLeft">Estimate from the speed so far.</param>
public sealed record StepTrained(LossRow Row, long Steps, string Phase, double ClipsPerSecond, double SecondsLeft)
    : TrainingEvent;

/// <summary>The validation's loss after a step.</summary>
public sealed record TrainingValidated(long Step, double Loss) : TrainingEvent;

/// <summary>Something that the user should know and that stops nothing.</summary>
public sealed record TrainingWarned(string Message) : TrainingEvent;

/// <summary>The run has taken all its steps.</summary>
/// <param name="Model">The folder of the trained model, which renders.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="WasFinished">Whether an earlier run had finished it.</param>
public sealed record TrainingFinished(string Model, long Steps, bool WasFinished) : TrainingEvent;
