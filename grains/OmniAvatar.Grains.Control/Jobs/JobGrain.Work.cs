using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Control.Sweeps;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>Grants and their ends.</summary>
public sealed partial class JobGrain
{
    public async Task<GrantDecision> GrantAsync(WorkId work, string slot)
    {
        if (State != JobState.Rendering || _order?.RowIfNext(work) is null)
            return NotWanted(work);
        try
        {
            var decision = await DecideAsync(work, _order);
            _stalledSince = null;
            return decision;
        }
        catch (Exception e) when (IsFinal(e))
        {
            await FailAsync(JobFailure.From(e));
            return NotWanted(work);
        }
    }

    /// <summary>One look into the store and one write, which also makes durable that the work before this one is
    /// done.</summary>
    private async Task<GrantDecision> DecideAsync(WorkId work, JobOrder order)
    {
        var committed = await FindCommittedAsync(work);
        if (
            order.RowIfNext(work) is not { } row
            || State != JobState.Rendering
            || _head.Value.Generation == 0
            || _countAgain
        )
            return NotWanted(work);
        if (committed is not null)
        {
            row.Value = row.Value.With(AttemptEntries.Of(work, committed));
            MarkDone(row, work, slot: null, committed.WinningAttempt);
            return NotWanted(work);
        }

        var attempt = AttemptNumbers.After(row.Value.Attempt, _head.Value.Generation);
        row.Value = row.Value with { Attempt = attempt };
        await row.SaveAsync();
        // Asked again meanwhile, only the newest counts.
        return State == JobState.Rendering && order.RowIfNext(work)?.Value.Attempt == attempt
            ? new GrantDecision.Go(attempt)
            : NotWanted(work);
    }

    /// <summary>The pool forgets this work; should it be ready after all, it is offered again.</summary>
    private GrantDecision.NotWanted NotWanted(WorkId work)
    {
        _offered.Remove(work);
        _advance.Ask();
        return new GrantDecision.NotWanted();
    }

    public Task ReportAsync(WorkGrant grant, WorkOutcome outcome, AttemptUsage usage) =>
        EndAsync(grant, outcome, usage, slotIsLost: false);

    public Task LostAsync(WorkGrant grant, AttemptUsage usage) =>
        EndAsync(grant, new WorkOutcome.GivenBack(), usage, slotIsLost: true);

    public async Task AssembledAsync(JobFailure? failure)
    {
        var isRepaired = await _results.RepairAsync(failure?.Artifact, CancellationToken.None);
        _hasOutput = await IsCommittedAsync(JobArtifacts.OutputResult(_job));
        // A result may be gone that was there, and is then rendered again.
        _lookAgain |= failure is not null;
        if (failure is null || _hasOutput || isRepaired)
            _advance.Ask();
        // Else it is asked for again after a while, see WatchAssemblyAsync.
        else if (IsLast(failure))
            await FailAsync(failure);
    }

    private bool IsLast(JobFailure assembly) =>
        assembly.Kind.Retry() switch
        {
            RetryRule.Never => true,
            RetryRule.WhilePatient => false,
            _ => ++_assemblyFailures >= _options.AttemptsBeforeFailing,
        };

    private async Task EndAsync(WorkGrant grant, WorkOutcome outcome, AttemptUsage usage, bool slotIsLost)
    {
        // 1. Whoever committed says so truly. Of any other end the store knows better: a result may be there although
        // this attempt failed.
        var committed = outcome as WorkOutcome.Committed ?? await FindCommittedAsync(grant.Work);
        var entries = AttemptEntries.Of(grant, outcome, committed, usage);

        // 2. A job that is over writes no rows: the ledger is told now, and what the attempt has put since goes.
        var order = IsOpen ? await OrderAsync() : _order;
        if (!IsOpen || order?.RowOf(grant.Work) is not { } row)
        {
            await GrainFactory.Tenant(_job.Tenant).RecordAsync(entries.Select(e => e.ToLedger(grant.Work)).ToArray());
            // Of a job that was deleted, what a late attempt put; one that has only lost its state is still in the
            // index.
            if (State is not JobState.New || await _index.FindAsync(_job) is null)
                await TidyAsync();
            return;
        }

        // 3. Note what it used, and go on or try again.
        foreach (var entry in entries)
            row.Value = row.Value.With(entry);
        _tell.Ask();
        if (committed is not null)
            await CommittedAsync(grant, committed, order, row);
        else
            await NotCommittedAsync(grant, await CountedAsync(grant, outcome), slotIsLost, order, row);
    }

    /// <summary>
    /// The chain goes on at once. That a result is there need not be durable here, it is in the store; what became of
    /// an attempt that lost to another is only here.
    /// </summary>
    private async Task CommittedAsync(
        WorkGrant grant,
        WorkOutcome.Committed committed,
        JobOrder order,
        DurableRow<ChainRow> row
    )
    {
        if (order.RowIfNext(grant.Work) is not null)
            MarkDone(row, grant.Work, grant.Slot, committed.WinningAttempt);
        if (grant.Attempt == committed.WinningAttempt)
            return;
        await row.SaveAsync();
        await SweepAsync(grant.Work, committed.WinningAttempt);
    }

    /// <summary>
    /// What counts against the work: not that a store was away, nor that something it needs was damaged and is made
    /// again.
    /// </summary>
    private async Task<JobFailure?> CountedAsync(WorkGrant grant, WorkOutcome outcome)
    {
        if (outcome is not WorkOutcome.Failed { Failure: var failure })
            return null;
        LogAttemptFailed(
            _job.Tenant,
            _job.Job,
            grant.Work.Shot,
            grant.Work.Segment,
            grant.Attempt,
            grant.Slot,
            failure.Kind,
            failure.Incident,
            failure.Reason
        );
        if (failure.Kind.Retry() == RetryRule.WhilePatient)
            return null;
        if (failure.Artifact is null)
            return failure;
        _lookAgain = true;
        return await _results.RepairAsync(failure.Artifact, CancellationToken.None) ? null : failure;
    }

    private async Task NotCommittedAsync(
        WorkGrant grant,
        JobFailure? failure,
        bool slotIsLost,
        JobOrder order,
        DurableRow<ChainRow> row
    )
    {
        // Said twice it counts once, but it may not have been saved. An attempt that was overtaken by a later one says
        // nothing of that.
        var isNewest = order.RowIfNext(grant.Work) is not null && row.Value.Attempt == grant.Attempt;
        if (isNewest && row.Value.ReportedAttempt < grant.Attempt)
        {
            row.Value = row.Value with
            {
                ReportedAttempt = grant.Attempt,
                FailedOn = failure is null ? row.Value.FailedOn : row.Value.FailedOn.Append(grant.Slot).ToArray(),
                Losses = row.Value.Losses + (slotIsLost ? 1 : 0),
            };
        }
        var seen = row.Value;
        await row.SaveAsync();
        if (!isNewest || !IsOpen)
            return;

        _observers.Forget(grant.Work);
        _offered.Remove(grant.Work);
        if (Verdict(failure, seen) is { } final)
            await FailAsync(final);
        else
            _advance.Ask();
    }

    /// <summary>Why the job cannot go on after an attempt, or null if it can.</summary>
    private JobFailure? Verdict(JobFailure? failure, ChainRow row)
    {
        if (
            failure is not null
            && (failure.Kind.Retry() == RetryRule.Never || row.FailedOn.Count >= _options.AttemptsBeforeFailing)
        )
            return failure;
        return row.Losses < _options.LossesBeforeFailing
            ? null
            : JobFailure.Of(
                FailureKind.Failed,
                $"A segment was lost {row.Losses} times with the slot that rendered it: it may be what kills them."
            );
    }

    private void MarkDone(DurableRow<ChainRow> row, WorkId work, string? slot, int winner)
    {
        var attempts = row.Value.Attempt;
        row.Value = row.Value.Advanced(slot);
        _observers.Forget(work);
        _offered.Remove(work);
        _advance.Ask();
        _tell.Ask();
        if (attempts > 1 || winner != attempts)
            _ = _loops.KeepAsync("job's sweep of attempts", () => SweepAsync(work, winner), _deactivated.Token);
    }

    private async Task SweepAsync(WorkId work, int winner)
    {
        try
        {
            await AttemptFolders.SweepLosersAsync(_store, JobArtifacts.Folder(work), winner, CancellationToken.None);
        }
        catch (Exception e)
        {
            // The next end of the job sweeps them.
            LogNotSwept(e, _job.Tenant, _job.Job, work.Shot, work.Segment);
        }
    }

    private async Task<WorkOutcome.Committed?> FindCommittedAsync(WorkId work) =>
        await _results.FindAsync(JobArtifacts.Result(work), CancellationToken.None) is { } manifest
            ? new WorkOutcome.Committed(manifest.Attempt, manifest.GpuMilliseconds, manifest.NumericClass)
            : null;
}
