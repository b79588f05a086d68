using System.Collections.Concurrent;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>Which jobs are open. Written before a start is acknowledged; a pool that lost its queue reads it.</summary>
public interface IJobIndex
{
    Task OpenAsync(JobId job);

    Task CloseAsync(JobId job);

    Task<IReadOnlyList<JobId>> OpenJobsAsync();
}

/// <summary>The open jobs of a cluster that lives and dies with this process; each start opens its job again.</summary>
public sealed class ProcessJobIndex : IJobIndex
{
    private readonly ConcurrentDictionary<JobId, bool> _open = new();

    public Task OpenAsync(JobId job)
    {
        _open[job] = true;
        return Task.CompletedTask;
    }

    public Task CloseAsync(JobId job)
    {
        _open.TryRemove(job, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<JobId>> OpenJobsAsync() => Task.FromResult<IReadOnlyList<JobId>>([.. _open.Keys]);
}
