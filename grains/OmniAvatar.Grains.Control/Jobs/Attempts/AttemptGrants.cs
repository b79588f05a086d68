using OmniAvatar.Grains.Control.Jobs.Advance;
using OmniAvatar.Grains.Control.Jobs.Closing;
using OmniAvatar.Grains.Control.Jobs.Faults;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Jobs.Attempts;

/// <summary>Decides whether a slot may make an attempt, and numbers it.</summary>
internal sealed class AttemptGrants(
    DurableJob job,
    JobFindings findings,
    FinishedWork finished,
    JobOffers offers,
    JobClosing closing,
    JobPatience patience,
    IJobHost host
)
{
    public async Task<GrantDecision> GrantAsync(WorkId work)
    {
        if (job.State != JobState.Rendering || job.Order?.RowIfNext(work) is null)
            return NotWanted(work);
        try
        {
            var decision = await DecideAsync(work, job.Order);
            patience.Renew();
            return decision;
        }
        catch (Exception e) when (patience.IsFinal(e))
        {
            await closing.FailAsync(JobFailure.From(e));
            return NotWanted(work);
        }
    }

    /// <summary>This costs one read and one write. The write also saves that the work before this one is
    /// done.</summary>
    private async Task<GrantDecision> DecideAsync(WorkId work, JobOrder order)
    {
        var committed = await findings.FindCommittedAsync(work);
        if (
            order.RowIfNext(work) is not { } row
            || job.State != JobState.Rendering
            || job.Head.Generation == 0
            || findings.CountAgain
        )
            return NotWanted(work);
        if (committed is not null)
        {
            row.Value = row.Value.With(AttemptEntries.Of(work, committed));
            finished.MarkDone(row, work, slot: null, committed.WinningAttempt);
            return NotWanted(work);
        }

        var attempt = AttemptNumbers.After(row.Value.Attempt, job.Head.Generation);
        row.Value = row.Value with { Attempt = attempt };
        await row.SaveAsync();
        // If the pool asked again meanwhile, only the newest request counts.
        return job.State == JobState.Rendering && order.RowIfNext(work)?.Value.Attempt == attempt
            ? new GrantDecision.Go(attempt)
            : NotWanted(work);
    }

    /// <summary>The pool forgets this work; if it is ready after all, it is offered again.</summary>
    private GrantDecision.NotWanted NotWanted(WorkId work)
    {
        offers.Forget(work);
        host.AskToAdvance();
        return new GrantDecision.NotWanted();
    }
}
