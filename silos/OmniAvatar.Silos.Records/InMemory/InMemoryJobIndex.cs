using System.Collections.Concurrent;
using OmniAvatar.Grains;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;

namespace OmniAvatar.Silos.Records.InMemory;

/// <summary>The jobs of a cluster that lives and dies with this process; each start opens its job again.</summary>
public sealed class InMemoryJobIndex(WorkClock clock) : IJobIndex
{
    private readonly ConcurrentDictionary<JobId, JobIndexEntry> _entries = new();

    /// <inheritdoc/>
    public Task ReserveAsync(JobIndexEntry entry, CancellationToken cancellation = default) =>
        AtOnce.RunAsync(() => _entries.TryAdd(entry.Job, entry), cancellation);

    /// <inheritdoc/>
    public Task OpenAsync(JobIndexEntry entry, CancellationToken cancellation = default) =>
        AtOnce.RunAsync(
            () =>
                _entries.AddOrUpdate(
                    entry.Job,
                    entry,
                    (_, before) => before with { State = entry.State, Ended = null }
                ),
            cancellation
        );

    /// <inheritdoc/>
    public Task SetStateAsync(
        JobId job,
        JobState state,
        long? bytes = null,
        CancellationToken cancellation = default
    ) =>
        ChangeAsync(
            job,
            before =>
                before with
                {
                    State = state,
                    Bytes = bytes ?? before.Bytes,
                    Ended = HasEnded(state) ? clock.Time.GetUtcNow() : null,
                },
            cancellation
        );

    /// <inheritdoc/>
    public Task NoteProgressAsync(JobId job, SeenProgress seen, CancellationToken cancellation = default) =>
        ChangeAsync(job, before => before with { Seen = before.Seen?.Furthest(seen) ?? seen }, cancellation);

    /// <inheritdoc/>
    public Task RemoveAsync(JobId job, CancellationToken cancellation = default) =>
        AtOnce.RunAsync(() => _entries.TryRemove(job, out _), cancellation);

    /// <inheritdoc/>
    public Task<JobIndexEntry?> FindAsync(JobId job, CancellationToken cancellation = default) =>
        AtOnce.RunAsync(() => _entries.GetValueOrDefault(job), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobIndexEntry>> ListAsync(
        string tenant,
        string? after,
        int limit,
        bool oldestFirst = false,
        CancellationToken cancellation = default
    ) => AtOnce.RunAsync(() => List(tenant, after, limit, oldestFirst), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobId>> AbandonedAsync(DateTimeOffset before, CancellationToken cancellation = default) =>
        AtOnce.RunAsync<IReadOnlyList<JobId>>(
            () => [.. _entries.Values.Where(e => e.State == JobState.New && e.Created < before).Select(e => e.Job)],
            cancellation
        );

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobId>> OpenJobsAsync(CancellationToken cancellation = default) =>
        AtOnce.RunAsync<IReadOnlyList<JobId>>(
            () => [.. _entries.Values.Where(e => e.IsOpen).Select(e => e.Job)],
            cancellation
        );

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobIndexEntry>> FailedAsync(int limit, CancellationToken cancellation = default) =>
        AtOnce.RunAsync<IReadOnlyList<JobIndexEntry>>(
            () =>
                [
                    .. _entries
                        .Values.Where(e => e.State == JobState.Failed)
                        .OrderByDescending(e => e.Ended)
                        .ThenBy(e => e.Job.Job, StringComparer.Ordinal)
                        .Take(limit),
                ],
            cancellation
        );

    /// <inheritdoc/>
    public Task<TenantLoad> LoadAsync(string tenant, CancellationToken cancellation = default) =>
        AtOnce.RunAsync(
            () => new TenantLoad(Of(tenant).Where(e => e.IsOpen).Sum(e => e.GpuSeconds), Of(tenant).Sum(e => e.Bytes)),
            cancellation
        );

    private IReadOnlyList<JobIndexEntry> List(string tenant, string? after, int limit, bool oldestFirst)
    {
        var ordered = Of(tenant).OrderBy(e => e.Created).ThenBy(e => e.Job.Job, StringComparer.Ordinal);
        IEnumerable<JobIndexEntry> list = oldestFirst ? ordered : ordered.Reverse();
        if (after is not null)
            list = list.SkipWhile(e => e.Job.Job != after).Skip(1);
        return [.. list.Take(limit)];
    }

    private static bool HasEnded(JobState state) =>
        state is JobState.Completed or JobState.Failed or JobState.Cancelled;

    /// <summary>The tenant's jobs whose submission was answered.</summary>
    private IEnumerable<JobIndexEntry> Of(string tenant) =>
        _entries.Values.Where(e => e.Job.Tenant == tenant && e.State != JobState.New);

    private Task ChangeAsync(JobId job, Func<JobIndexEntry, JobIndexEntry> change, CancellationToken cancellation) =>
        AtOnce.RunAsync(
            () =>
            {
                // Tries again if another call changed the row in between; does nothing if the row is gone.
                while (_entries.TryGetValue(job, out var before) && !_entries.TryUpdate(job, change(before), before))
                { }
            },
            cancellation
        );
}
