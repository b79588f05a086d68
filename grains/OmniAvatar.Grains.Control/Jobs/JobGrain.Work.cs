using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>Grants and their ends.</summary>
public sealed partial class JobGrain
{
    public async Task<GrantDecision> GrantAsync(WorkId work, string slot)
    {
        if (State != JobState.Rendering || _order?.RowIfNext(work) is null) return NotWanted(work);
        try
        {
            var decision = await DecideAsync(work, _order);
            _stalledSince = null;
            return decision;
        }
        catch (Exception e) when (IsStalledTooLong(e))
        {
            await FailAsync(JobFailure.From(e));
            return NotWanted(work);
        }
    }

    private async Task<GrantDecision> DecideAsync(WorkId work, JobOrder order)
    {
        if (await IsCommittedAsync(JobArtifacts.Result(work)))
        {
            await MarkDoneAsync(work, slot: null);
            return NotWanted(work);
        }

        var row = order.RowIfNext(work);
        if (row is null) return NotWanted(work);
        var attempt = await AttemptNumbers.ClaimAsync(store, JobArtifacts.Folder(work), row.Value.Attempt, CancellationToken.None);
        if (order.RowIfNext(work) != row || attempt <= row.Value.Attempt) return NotWanted(work);
        row.Value = row.Value with { Attempt = attempt };
        await row.SaveAsync();
        return State == JobState.Rendering ? new GrantDecision.Go(attempt) : NotWanted(work);
    }

    /// <summary>The pool forgets this work; should it be ready after all, it is offered again.</summary>
    private GrantDecision.NotWanted NotWanted(WorkId work)
    {
        _offered.Remove(work);
        Advance();
        return new GrantDecision.NotWanted();
    }

    public async Task ReportAsync(WorkGrant grant, WorkOutcome outcome, AttemptUsage usage)
    {
        // 1. The store decides, whatever the message says: a result may be there although this attempt failed.
        var committed = await ManifestCommit.FindAsync(store, JobArtifacts.Result(grant.Work), CancellationToken.None);
        if (committed is not null)
        {
            await MarkDoneAsync(grant.Work, grant.Slot);
            await SweepAsync(grant.Work, committed.Attempt);
            return;
        }

        // 2. Overtaken by a later attempt: nothing new.
        if (_order?.RowIfNext(grant.Work) is not { } row || grant.Attempt < row.Value.HeardAttempt) return;

        // 3. Count a failure once, save, and offer again what may be tried again. Said twice, it may not have been saved.
        var failed = outcome as WorkOutcome.Failed;
        if (grant.Attempt > row.Value.HeardAttempt)
            row.Value = row.Value with { HeardAttempt = grant.Attempt, Failures = row.Value.Failures + (failed is null ? 0 : 1) };
        await row.SaveAsync();
        _audience.Forget(grant.Work);
        _offered.Remove(grant.Work);
        if (failed is not null) LogAttemptFailed(_job.Tenant, _job.Job, grant.Work.Shot, grant.Work.Segment, grant.Attempt, failed.Failure.Reason);

        if (failed is not null && (!failed.Failure.CanBeTriedAgain || row.Value.Failures >= options.Value.AttemptsBeforeFailing))
            await FailAsync(failed.Failure);
        else
            Advance();
    }

    public Task LostAsync(WorkGrant grant, AttemptUsage usage) => ReportAsync(grant, new WorkOutcome.GivenBack(), usage);

    public async Task AssembledAsync(JobFailure? failure)
    {
        if (_order is not null) await _order.SurveyAsync(store);
        if (failure is not null && _order is not { HasOutput: true }) await FailAsync(failure);
        else Advance();
    }

    private async Task MarkDoneAsync(WorkId work, string? slot)
    {
        if (_order?.RowIfNext(work) is not { } row) return;
        row.Value = row.Value.Advanced(slot);
        _audience.Forget(work);
        _offered.Remove(work);
        // What follows is ready by the store's word; it does not wait for the row, and goes on should that not be saved.
        Advance();
        await row.SaveAsync();
    }

    private async Task SweepAsync(WorkId work, int winner)
    {
        try
        {
            await AttemptNumbers.SweepLosersAsync(store, work, winner, CancellationToken.None);
        }
        catch (Exception e) when (e is RenderFailedException or IOException)
        {
            LogNotSwept(e, _job.Tenant, _job.Job, work.Shot, work.Segment);
        }
    }
}
