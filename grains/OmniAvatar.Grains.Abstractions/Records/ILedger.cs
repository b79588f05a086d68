using OmniAvatar.Grains.Tenants;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Records;

/// <summary>What every attempt used, one row per attempt, so the bytes written for a segment stay constant. Adding an
/// entry again, or an older one, changes nothing: for each attempt the highest entry counts
/// (<see cref="LedgerEntry.Highest"/>).</summary>
public interface ILedger
{
    /// <summary>Writes entries; one that is there already is replaced.</summary>
    Task RecordAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation = default);

    /// <summary>A tenant's totals by outcome, in GPU-milliseconds.</summary>
    Task<IReadOnlyDictionary<LedgerOutcome, long>> TotalsAsync(string tenant, CancellationToken cancellation = default);

    /// <summary>A job's totals by outcome, in GPU-milliseconds.</summary>
    Task<IReadOnlyDictionary<LedgerOutcome, long>> TotalsAsync(JobId job, CancellationToken cancellation = default);

    /// <summary>All entries of a job.</summary>
    Task<IReadOnlyList<LedgerEntry>> EntriesAsync(JobId job, CancellationToken cancellation = default);
}
