using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Records;

/// <summary>
/// All jobs of all tenants, one row each. Written before a start is acknowledged; lists, sweeps and a pool that lost
/// its queue read it. Every call may be repeated without harm.
/// </summary>
public interface IJobIndex
{
    /// <summary>Adds a job as <see cref="JobState.New"/>, unless it is there already. It is called before anything of
    /// the job is stored, so files in the store without a row here are orphans. Lists and loads leave such jobs out,
    /// because nobody knows of them yet.</summary>
    Task ReserveAsync(JobIndexEntry entry, CancellationToken cancellation = default);

    /// <summary>Adds a job, or sets the state of an existing one. Only the job itself calls this.</summary>
    Task OpenAsync(JobIndexEntry entry, CancellationToken cancellation = default);

    /// <summary>Notes a new state (and, if the job is over with it, that it ended now), and how many bytes the job
    /// keeps in the store from now on; null does not change that.</summary>
    Task SetStateAsync(JobId job, JobState state, long? bytes = null, CancellationToken cancellation = default);

    /// <summary>Saves how far a job was seen to be. A saved figure never decreases.</summary>
    Task NoteProgressAsync(JobId job, SeenProgress seen, CancellationToken cancellation = default);

    /// <summary>Forgets a job.</summary>
    Task RemoveAsync(JobId job, CancellationToken cancellation = default);

    /// <summary>A job's row, or null.</summary>
    Task<JobIndexEntry?> FindAsync(JobId job, CancellationToken cancellation = default);

    /// <summary>A tenant's jobs by creation, and by name where that is equal, except those that are still
    /// <see cref="JobState.New"/>.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="after">Only jobs that come after this one in the list; null begins at the start. If the job does
    /// not exist, the list is empty.</param>
    /// <param name="limit">At most this many, 1 to 1000.</param>
    /// <param name="oldestFirst">Whether the oldest job comes first.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<JobIndexEntry>> ListAsync(
        string tenant,
        string? after,
        int limit,
        bool oldestFirst = false,
        CancellationToken cancellation = default
    );

    /// <summary>Jobs still <see cref="JobState.New"/> that were added before a moment: their submission was never
    /// completed.</summary>
    Task<IReadOnlyList<JobId>> AbandonedAsync(DateTimeOffset before, CancellationToken cancellation = default);

    /// <summary>Every open job of every tenant.</summary>
    Task<IReadOnlyList<JobId>> OpenJobsAsync(CancellationToken cancellation = default);

    /// <summary>The jobs of all tenants that failed last, newest first.</summary>
    Task<IReadOnlyList<JobIndexEntry>> FailedAsync(int limit, CancellationToken cancellation = default);

    /// <summary>The total load of a tenant's jobs, except those that are still <see cref="JobState.New"/>.</summary>
    Task<TenantLoad> LoadAsync(string tenant, CancellationToken cancellation = default);
}
