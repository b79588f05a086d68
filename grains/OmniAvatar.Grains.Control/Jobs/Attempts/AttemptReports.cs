using OmniAvatar.Grains.Control.Jobs.Closing;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Control.Jobs.Attempts;

/// <summary>Handles the ends of attempts: saves what they used, and continues the chain or tries the work
/// again.</summary>
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
        // 1. A commit is always true. For any other end the store decides: there may be a result although this attempt
        // failed.
        var committed = outcome as WorkOutcome.Committed ?? await findings.FindCommittedAsync(grant.Work);
        var entries = AttemptEntries.Of(grant, outcome, committed, usage);

        // 2. A job that is over writes no rows: the ledger gets the entry now, and files that the attempt has put since
        // are removed.
        var order = job.IsOpen ? await job.OrderAsync() : job.Order;
        if (!job.IsOpen || order?.RowOf(grant.Work) is not { } row)
        {
            await late.RecordAsync(grant, entries);
            return;
        }

        // 3. Save what the attempt used, and continue the chain or try again.
        foreach (var entry in entries)
            row.Value = row.Value.With(entry);
        host.AskToTellLedger();
        if (committed is not null)
            await CommittedAsync(grant, committed, order, row);
        else
            await NotCommittedAsync(grant, await failures.CountedAsync(grant, outcome), slotIsLost, order, row);
    }

    /// <summary>The chain continues at once. The result is in the store, so it need not be saved here first. Only the
    /// entry of an attempt that lost to another exists nowhere else.</summary>
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
        // A repeated report counts once, but the first one may not have been saved. A report of an attempt that a later
        // one replaced changes nothing else.
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
