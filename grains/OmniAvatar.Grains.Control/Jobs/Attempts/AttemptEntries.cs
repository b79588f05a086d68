using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Jobs.Attempts;

/// <summary>The ledger's entries for the end of an attempt.</summary>
internal static class AttemptEntries
{
    /// <summary>The winner's entry: its time is what its manifest says.</summary>
    public static ChainEntry Of(WorkId work, WorkOutcome.Committed committed) =>
        new(Math.Max(0, work.Segment), committed.WinningAttempt, committed.GpuMilliseconds, LedgerOutcome.Committed);

    /// <summary>The winner's entry, if there is a result, and that of this attempt, if it is not the winner.</summary>
    /// <param name="grant">The attempt that ended.</param>
    /// <param name="outcome">How the attempt says that it ended.</param>
    /// <param name="committed">The result of its work, its own or another's; null if there is none.</param>
    /// <param name="usage">What it used.</param>
    public static IReadOnlyList<ChainEntry> Of(
        WorkGrant grant,
        WorkOutcome outcome,
        WorkOutcome.Committed? committed,
        AttemptUsage usage
    )
    {
        var entries = new List<ChainEntry>();
        if (committed is not null)
            entries.Add(Of(grant.Work, committed));
        if (committed?.WinningAttempt != grant.Attempt && usage.GpuMilliseconds > 0)
        {
            var became = outcome is WorkOutcome.Committed ? LedgerOutcome.Repeated : LedgerOutcome.Lost;
            entries.Add(new ChainEntry(Math.Max(0, grant.Work.Segment), grant.Attempt, usage.GpuMilliseconds, became));
        }
        return entries;
    }

    /// <summary>The entry as the ledger wants it.</summary>
    public static LedgerEntry ToLedger(this ChainEntry entry, WorkId work) =>
        new(work, entry.Attempt, entry.GpuMilliseconds, entry.Outcome);
}
