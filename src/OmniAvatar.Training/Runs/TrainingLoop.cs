using OmniAvatar.Training.Logging;

namespace OmniAvatar.Training.Runs;

/// <summary>How long a training goes on, and what is due when.</summary>
/// <param name="Steps">Steps in all.</param>
/// <param name="SaveEvery">Steps from one saved state to the next.</param>
/// <param name="ValidateEvery">Steps from one validation to the next.</param>
internal sealed record LoopSchedule(long Steps, long SaveEvery, long ValidateEvery);

/// <summary>Step after step to the last, of whatever network, with what is due between them: the log, validating,
/// saving. Used by one thread.</summary>
/// <param name="schedule">What is due when.</param>
/// <param name="trainer">Takes the steps.</param>
/// <param name="state">Is saved, and gone on from.</param>
/// <param name="log">Keeps the losses.</param>
/// <param name="course">Receives every step, and validates.</param>
internal sealed class TrainingLoop(
    LoopSchedule schedule,
    StepTrainer trainer,
    RunState state,
    LossLog log,
    ITrainingCourse course
)
{
    /// <summary>Takes all steps that are left. When cancelled, the state is saved first.</summary>
    /// <param name="first">Steps taken so far.</param>
    /// <param name="cancellation">Looked at within and between steps.</param>
    /// <exception cref="OperationCanceledException">Cancelled; another run goes on from the saved state.</exception>
    /// <exception cref="RenderFailedException">The training diverged, or a file cannot be written.</exception>
    public void Run(long first, CancellationToken cancellation)
    {
        var (done, saved) = (first, first);
        try
        {
            while (done < schedule.Steps)
            {
                var row = trainer.Step(done, cancellation);
                done++;
                log.Add(row);
                course.StepTaken(row);
                if (done < schedule.Steps && done % schedule.ValidateEvery == 0)
                    course.Validate(done, cancellation);
                if (done < schedule.Steps && done % schedule.SaveEvery == 0)
                    state.Save(trainer.Weights, saved = done, isFinished: false);
            }
            course.Validate(done, cancellation);
            state.Save(trainer.Weights, done, isFinished: true);
        }
        catch (OperationCanceledException)
        {
            if (saved != done)
                state.Save(trainer.Weights, done, isFinished: false);
            throw;
        }
    }
}
