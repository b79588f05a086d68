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
    public Task ReserveAsync(JobIndexEntry entry, CancellationToken cancellation = default)
    {
        _entries.TryAdd(entry.Job, entry);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task OpenAsync(JobIndexEntry entry, CancellationToken cancellation = default)
    {
        _entries.AddOrUpdate(entry.Job, entry, (_, before) => before with { State = entry.State, Ended = null });
        return Task.CompletedTask;
    }

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
                }
        );

    /// <inheritdoc/>
    public Task NoteProgressAsync(JobId job, SeenProgress seen, CancellationToken cancellation = default) =>
        ChangeAsync(job, before => before with { Seen = before.Seen?.Furthest(seen) ?? seen });

    /// <inheritdoc/>
    public Task RemoveAsync(JobId job, CancellationToken cancellation = default)
    {
        _entries.TryRemove(job, out _);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<JobIndexEntry?> FindAsync(JobId job, CancellationToken cancellation = default) =>
        Task.FromResult(_entries.GetValueOrDefault(job));

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobIndexEntry>> ListAsync(
        string tenant,
        string? after,
        int limit,
        bool oldestFirst = false,
        CancellationToken cancellation = default
    )
    {
        var ordered = Of(tenant).OrderBy(e => e.Created).ThenBy(e => e.Job.Job, StringComparer.Ordinal);
        IEnumerable<JobIndexEntry> list = oldestFirst ? ordered : ordered.Reverse();
        if (after is not null)
            list = list.SkipWhile(e => e.Job.Job != after).Skip(1);
        return Task.FromResult<IReadOnlyList<JobIndexEntry>>([.. list.Take(limit)]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobId>> AbandonedAsync(DateTimeOffset before, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<JobId>>([
            .. _entries.Values.Where(e => e.State == JobState.New && e.Created < before).Select(e => e.Job),
        ]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobId>> OpenJobsAsync(CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<JobId>>([.. _entries.Values.Where(e => e.IsOpen).Select(e => e.Job)]);

    /// <inheritdoc/>
    public Task<TenantLoad> LoadAsync(string tenant, CancellationToken cancellation = default) =>
        Task.FromResult(
            new TenantLoad(Of(tenant).Where(e => e.IsOpen).Sum(e => e.GpuSeconds), Of(tenant).Sum(e => e.Bytes))
        );

    private static bool HasEnded(JobState state) =>
        state is JobState.Completed or JobState.Failed or JobState.Cancelled;

    /// <summary>The tenant's jobs that somebody was told of.</summary>
    private IEnumerable<JobIndexEntry> Of(string tenant) =>
        _entries.Values.Where(e => e.Job.Tenant == tenant && e.State != JobState.New);

    private Task ChangeAsync(JobId job, Func<JobIndexEntry, JobIndexEntry> change)
    {
        // Again if another has changed the row in between; nothing if it is gone.
        while (_entries.TryGetValue(job, out var before) && !_entries.TryUpdate(job, change(before), before)) { }
        return Task.CompletedTask;
    }
}
