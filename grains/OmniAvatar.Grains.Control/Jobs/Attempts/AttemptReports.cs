using OmniAvatar.Grains.Control.Jobs.Closing;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Control.Jobs.Attempts;

/// <summary>The ends of attempts: what they used is noted, and the chain goes on or its work is tried again.</summary>
internal sealed class AttemptReports(
    DurableJob job,
    JobFindings findings,
    FinishedWork finished,
    AttemptFailures failures,
    LateReports late,
    JobClosing closing,
    IJobHost host
)
{
    public async Task EndAsync(WorkGrant grant, WorkOutcome outcome, AttemptUsage usage, bool slotIsLost)
    {
        // 1. Whoever committed says so truly. Of any other end the store knows better: a result may be there although
        // this attempt failed.
        var committed = outcome as WorkOutcome.Committed ?? await findings.FindCommittedAsync(grant.Work);
        var entries = AttemptEntries.Of(grant, outcome, committed, usage);

        // 2. A job that is over writes no rows: the ledger is told now, and what the attempt has put since goes.
        var order = job.IsOpen ? await job.OrderAsync() : job.Order;
        if (!job.IsOpen || order?.RowOf(grant.Work) is not { } row)
        {
            await late.RecordAsync(grant, entries);
            return;
        }

        // 3. Note what it used, and go on or try again.
        foreach (var entry in entries)
            row.Value = row.Value.With(entry);
        host.AskToTellLedger();
        if (committed is not null)
            await CommittedAsync(grant, committed, order, row);
        else
            await NotCommittedAsync(grant, await failures.CountedAsync(grant, outcome), slotIsLost, order, row);
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
            finished.MarkDone(row, grant.Work, grant.Slot, committed.WinningAttempt);
        if (grant.Attempt == committed.WinningAttempt)
            return;
        await row.SaveAsync();
        await finished.SweepAsync(grant.Work, committed.WinningAttempt);
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
        if (!isNewest || !job.IsOpen)
            return;

        finished.Forget(grant.Work);
        if (failures.Verdict(failure, seen) is { } final)
            await closing.FailAsync(final);
        else
            host.AskToAdvance();
    }
}
