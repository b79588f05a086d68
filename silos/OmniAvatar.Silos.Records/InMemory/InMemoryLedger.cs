using System.Collections.Concurrent;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Identity;

namespace OmniAvatar.Silos.Records.InMemory;

/// <summary>The ledger of a cluster that lives and dies with this process.</summary>
public sealed class InMemoryLedger : ILedger
{
    private readonly ConcurrentDictionary<(WorkId Work, int Attempt), LedgerEntry> _entries = new();

    /// <inheritdoc/>
    public Task RecordAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation = default) =>
        AtOnce.RunAsync(
            () =>
            {
                foreach (var entry in entries)
                    _entries.AddOrUpdate((entry.Work, entry.Attempt), entry, (_, before) => before.Highest(entry));
            },
            cancellation
        );

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<LedgerOutcome, long>> TotalsAsync(
        string tenant,
        CancellationToken cancellation = default
    ) => TotalsAsync(e => e.Work.Job.Tenant == tenant, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<LedgerOutcome, long>> TotalsAsync(
        JobId job,
        CancellationToken cancellation = default
    ) => TotalsAsync(e => e.Work.Job == job, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerEntry>> EntriesAsync(JobId job, CancellationToken cancellation = default) =>
        AtOnce.RunAsync<IReadOnlyList<LedgerEntry>>(
            () => [.. _entries.Values.Where(e => e.Work.Job == job)],
            cancellation
        );

    private Task<IReadOnlyDictionary<LedgerOutcome, long>> TotalsAsync(
        Func<LedgerEntry, bool> which,
        CancellationToken cancellation
    ) =>
        AtOnce.RunAsync<IReadOnlyDictionary<LedgerOutcome, long>>(
            () =>
                _entries
                    .Values.Where(which)
                    .GroupBy(e => e.Outcome)
                    .ToDictionary(g => g.Key, g => g.Sum(e => e.GpuMilliseconds)),
            cancellation
        );
}
