using System.Collections.Concurrent;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Records;

/// <summary>The jobs of a cluster that lives and dies with this process; each start opens its job again.</summary>
public sealed class ProcessJobIndex : IJobIndex
{
    private readonly ConcurrentDictionary<JobId, JobIndexEntry> _entries = new();

    public Task OpenAsync(JobIndexEntry entry)
    {
        _entries.AddOrUpdate(entry.Job, entry, (_, before) => before with { State = entry.State });
        return Task.CompletedTask;
    }

    public Task SetStateAsync(JobId job, JobState state, long? bytes = null)
    {
        if (_entries.TryGetValue(job, out var before)) _entries[job] = before with { State = state, Bytes = bytes ?? before.Bytes };
        return Task.CompletedTask;
    }

    public Task RemoveAsync(JobId job)
    {
        _entries.TryRemove(job, out _);
        return Task.CompletedTask;
    }

    public Task<JobIndexEntry?> FindAsync(JobId job) => Task.FromResult(_entries.GetValueOrDefault(job));

    public Task<IReadOnlyList<JobIndexEntry>> ListAsync(string tenant, string? after, int limit) => Task.FromResult<IReadOnlyList<JobIndexEntry>>(
        [.. Of(tenant).OrderByDescending(e => e.Created).ThenBy(e => e.Job.Job, StringComparer.Ordinal)
            .SkipWhile(e => after is not null && e.Job.Job != after).Skip(after is null ? 0 : 1).Take(limit)]);

    public Task<IReadOnlyList<JobId>> OpenJobsAsync() =>
        Task.FromResult<IReadOnlyList<JobId>>([.. _entries.Values.Where(e => e.IsOpen).Select(e => e.Job)]);

    public Task<TenantLoad> LoadAsync(string tenant) =>
        Task.FromResult(new TenantLoad(Of(tenant).Where(e => e.IsOpen).Sum(e => e.GpuSeconds), Of(tenant).Sum(e => e.Bytes)));

    private IEnumerable<JobIndexEntry> Of(string tenant) => _entries.Values.Where(e => e.Job.Tenant == tenant);
}
