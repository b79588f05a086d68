using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Records;

/// <summary>A job as lists and sweeps see it.</summary>
public sealed record JobIndexEntry
{
    public required JobId Job { get; init; }

    /// <summary>Identity of the model's content.</summary>
    public required string Model { get; init; }

    public required JobState State { get; init; }

    /// <summary>When it was first opened.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Estimated GPU-seconds of all its work.</summary>
    public double GpuSeconds { get; init; }

    /// <summary>Bytes that it keeps in the store.</summary>
    public long Bytes { get; init; }

    /// <summary>When it was completed, failed or cancelled last; null while it is open.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>What lists show of it; a relational implementation keeps it as JSON.</summary>
    public JobSummary? Summary { get; init; }

    /// <summary>Whether work of it may still be done.</summary>
    public bool IsOpen => State is JobState.Rendering or JobState.Assembling;
}

/// <summary>What a tenant's jobs amount to.</summary>
/// <param name="OpenGpuSeconds">Estimated GPU-seconds of open jobs.</param>
/// <param name="Bytes">Bytes that all its jobs keep in the store.</param>
public sealed record TenantLoad(double OpenGpuSeconds, long Bytes);

/// <summary>
/// All jobs of all tenants, one row each. Written before a start is acknowledged; lists, sweeps and a pool that lost its queue read
/// it. Every call may be repeated without harm.
/// </summary>
public interface IJobIndex
{
    /// <summary>
    /// Adds a job, or sets the state of one that is there already. The door adds it as <see cref="JobState.New"/> before it stores
    /// anything of it, so whatever lies in the store without a row here is an orphan; the job itself opens it.
    /// </summary>
    Task OpenAsync(JobIndexEntry entry);

    /// <summary>
    /// Notes a new state (and, if the job is over with it, that it ended now), and what the job keeps in the store from now on; null
    /// leaves that as it is.
    /// </summary>
    Task SetStateAsync(JobId job, JobState state, long? bytes = null);

    /// <summary>Forgets a job.</summary>
    Task RemoveAsync(JobId job);

    Task<JobIndexEntry?> FindAsync(JobId job);

    /// <summary>A tenant's jobs by creation, and by name where that is equal.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="after">Only jobs that come after this one in the list; null begins at its start. After one that is not there comes nothing.</param>
    /// <param name="limit">At most this many, 1 to 1000.</param>
    /// <param name="oldestFirst">The other way round than newest first.</param>
    Task<IReadOnlyList<JobIndexEntry>> ListAsync(string tenant, string? after, int limit, bool oldestFirst = false);

    /// <summary>Jobs still <see cref="JobState.New"/> that were added before a moment: their submission never came to its end.</summary>
    Task<IReadOnlyList<JobId>> AbandonedAsync(DateTimeOffset before);

    /// <summary>Every open job of every tenant.</summary>
    Task<IReadOnlyList<JobId>> OpenJobsAsync();

    Task<TenantLoad> LoadAsync(string tenant);
}
