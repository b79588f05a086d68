using OmniAvatar.Grains.Control.Jobs.Attempts;
using OmniAvatar.Grains.Control.Jobs.Faults;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;

namespace OmniAvatar.Grains.Control.Jobs.Opening;

/// <summary>Opens a failed job again: all that is finished is kept, all failures are forgotten.</summary>
internal sealed class JobResumption(
    DurableJob job,
    JobFindings findings,
    AttemptFailures failures,
    JobFaults faults,
    JobOpening opening
)
{
    /// <returns>Null, or why it cannot be.</returns>
    public async Task<JobFailure?> ResumeAsync()
    {
        if (job.State is JobState.Cancelled)
            return JobFailure.Of(
                FailureKind.WrongUse,
                $"The job {job.Id.Job} was cancelled and its files are gone: submit it again."
            );
        if (job.State is not JobState.Failed)
            return null;
        failures.Reset();
        faults.Forget();
        findings.Results.Forget();
        await opening.OpenAsync();
        return null;
    }
}
