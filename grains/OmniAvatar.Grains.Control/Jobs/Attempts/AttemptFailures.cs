using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Control.Jobs.Attempts;

/// <summary>Counts the failures of attempts, and decides when they end the job.</summary>
internal sealed class AttemptFailures(
    JobControlOptions options,
    JobFindings findings,
    JobLog log,
    CancellationToken stop
)
{
    private int _assemblies;

    /// <summary>Whether the job was resumed, and failures are to be forgotten.</summary>
    public bool AreReset { get; private set; }

    /// <summary>Forgets failures in the next round.</summary>
    public void Reset() => AreReset = true;

    /// <summary>Forgets how often work has failed or was lost.</summary>
    public void Forget(JobOrder order)
    {
        order.ResetFailures();
        _assemblies = 0;
        AreReset = false;
    }

    /// <summary>Whether a failure counts against the work. An outage of a store does not count, nor a damaged input
    /// that is made again.</summary>
    public async Task<JobFailure?> CountedAsync(WorkGrant grant, WorkOutcome outcome)
    {
        if (outcome is not WorkOutcome.Failed { Failure: var failure })
            return null;
        log.AttemptFailed(grant, failure);
        if (failure.Kind.Retry() == RetryRule.WhilePatient)
            return null;
        if (failure.Artifact is null)
            return failure;
        findings.LookAgain = true;
        return await findings.Results.RepairAsync(failure.Artifact, stop) ? null : failure;
    }

    /// <summary>Why the job cannot go on after an attempt, or null if it can.</summary>
    public JobFailure? Verdict(JobFailure? failure, ChainRow row)
    {
        if (
            failure is not null
            && (failure.Kind.Retry() == RetryRule.Never || row.FailedOn.Count >= options.AttemptsBeforeFailing)
        )
            return failure;
        return row.Losses < options.LossesBeforeFailing
            ? null
            : JobFailure.Of(
                FailureKind.Failed,
                $"A segment was lost {row.Losses} times because its slot died: the segment may be the cause."
            );
    }

    /// <summary>Counts that joining failed; whether it is not tried again.</summary>
    public bool IsLast(JobFailure assembly) =>
        assembly.Kind.Retry() switch
        {
            RetryRule.Never => true,
            RetryRule.WhilePatient => false,
            _ => ++_assemblies >= options.AttemptsBeforeFailing,
        };
}
