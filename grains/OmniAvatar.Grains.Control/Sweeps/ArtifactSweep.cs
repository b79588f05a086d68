using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Sweeps;

/// <summary>Looks for unneeded files: files of jobs that the index does not know, and files that a late attempt put
/// into an ended job's folder. It removes nothing itself but tells the job, because only the job knows which files are
/// its own.</summary>
/// <param name="store">What is swept.</param>
/// <param name="index">Which jobs there are.</param>
/// <param name="grains">Where the jobs are told.</param>
/// <param name="clock">How old something is.</param>
/// <param name="options">How old it must be.</param>
/// <param name="onSkipped">Called with each job that could not be checked.</param>
internal sealed class ArtifactSweep(
    IArtifactStore store,
    IJobIndex index,
    IGrainFactory grains,
    WorkClock clock,
    SweepOptions options,
    Action<Exception, string> onSkipped
)
{
    // Since when, by this sweeper's clock: a store's own times may be another machine's.
    private Dictionary<JobId, TimeSpan> _orphans = [];

    /// <summary>One sweep.</summary>
    /// <returns>How many jobs have files, and how many of those were told to remove some.</returns>
    public async Task<(int Jobs, int Swept)> RunAsync(CancellationToken cancellation)
    {
        var (jobs, swept, orphans) = (0, 0, new Dictionary<JobId, TimeSpan>());
        await foreach (var job in JobsAsync(cancellation))
        {
            jobs++;
            try
            {
                if (await IsUntidyAsync(job, orphans, cancellation))
                {
                    await grains.Job(job).TidyAsync();
                    swept++;
                }
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                onSkipped(e, job.ToString());
            }
        }
        _orphans = orphans;
        return (jobs, swept);
    }

    private async IAsyncEnumerable<JobId> JobsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await foreach (var tenant in store.ListLevelAsync(null, cancellation))
        {
            await foreach (var folder in store.ListLevelAsync(tenant, cancellation))
            {
                var levels = folder.Value.Split('/');
                if (new JobId(levels[0], levels[^1]) is { IsValid: true } job)
                    yield return job;
            }
        }
    }

    private async Task<bool> IsUntidyAsync(
        JobId job,
        Dictionary<JobId, TimeSpan> orphans,
        CancellationToken cancellation
    )
    {
        // The row is looked for after the files were seen, and is there before any file is: so a job being submitted
        // has one.
        if (await index.FindAsync(job, cancellation) is { } entry)
            return !entry.IsOpen && await HasLeftoversAsync(job, entry.State, cancellation);
        if (!await IsJobsFolderAsync(job, cancellation))
            return false;
        var since = orphans[job] = _orphans.GetValueOrDefault(job, clock.Now);
        return clock.Now - since >= options.OrphansFor;
    }

    private async Task<bool> HasLeftoversAsync(JobId job, JobState state, CancellationToken cancellation)
    {
        if (state is not (JobState.Completed or JobState.Cancelled))
            return false;
        await foreach (var name in store.ListLevelAsync(JobArtifacts.Root(job), cancellation))
            if (state is JobState.Cancelled || JobArtifacts.IsIntermediate(job, name))
                return true;
        return false;
    }

    /// <summary>Whether there is nothing in a folder but what jobs put there.</summary>
    private async Task<bool> IsJobsFolderAsync(JobId job, CancellationToken cancellation)
    {
        await foreach (var name in store.ListLevelAsync(JobArtifacts.Root(job), cancellation))
            if (!JobArtifacts.IsOwn(job, name))
                return false;
        return true;
    }
}
