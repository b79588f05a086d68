using OmniAvatar.Training.Logging;

namespace OmniAvatar.Training.Runs;

/// <summary>What goes along with the steps of a training: telling how far it is, and validating.</summary>
internal interface ITrainingCourse
{
    /// <summary>A step is done and in the log.</summary>
    void StepTaken(StepRow row);

    /// <summary>Looks at what was learned so far. Called every so many steps, and after the last.</summary>
    /// <param name="step">Steps taken.</param>
    /// <param name="cancellation">Stops it; the loop then saves its state.</param>
    void Validate(long step, CancellationToken cancellation);
}
