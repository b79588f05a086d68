using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Control.Sweeps;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;

namespace OmniAvatar.Grains.Control.Jobs.Closing;

/// <summary>Removes what an ended job does not keep, and writes to the index what it keeps.</summary>
/// <remarks>
/// The removal continues when the activation ends, because once the index says that the job has ended, only a sweep
/// would ask for it again.
/// </remarks>
internal sealed class EndedJobFiles(
    DurableJob job,
    IArtifactStore store,
    IJobIndex index,
    IJobHost host,
    WorkClock clock,
    CancellationToken stop
)
{
    /// <summary>Whether files were put since the job ended.</summary>
    public bool AreUntidy { get; set; }

    /// <summary>Whether the completed job still keeps what a remake needs.</summary>
    public bool AreRetained =>
        job.Head.Terms.RetainFor is { } span
        && clock.Time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(job.Head.Completed) < span;

    /// <summary>The index learns that the job has ended.</summary>
    public Task NoteEndedAsync() => index.SetStateAsync(job.Id, job.State, cancellation: stop);

    /// <summary>Removes what was put since the job ended.</summary>
    public async Task TidyAgainAsync()
    {
        AreUntidy = false;
        try
        {
            // The job is new again, so it was deleted meanwhile.
            if (job.State is JobState.New)
                await store.DeleteAsync(JobArtifacts.Root(job.Id), CancellationToken.None);
            else if (!job.IsOpen)
                await TidyUpAsync();
            if (!job.IsOpen && job.State is not JobState.New)
                await NoteKeptAsync(job.Head.Deleting);
        }
        catch
        {
            AreUntidy = true;
            throw;
        }
    }

    /// <summary>Removes files and rows that the ended job needs no more; a failed one needs all of them.</summary>
    public async Task TidyUpAsync()
    {
        if (job.State is not (JobState.Completed or JobState.Cancelled))
            return;
        if (job.State is JobState.Cancelled)
            await store.DeleteAsync(JobArtifacts.Root(job.Id), CancellationToken.None);
        else if (job.Head.Terms.KeepIntermediates)
            await DropLeftoversAsync();
        else if (AreRetained)
            await DropWorkingFilesAsync();
        else
            await JobArtifacts.DropIntermediatesAsync(store, job.Id, CancellationToken.None);
        await ClearRowsAsync();
    }

    /// <summary>Writes to the index what the job keeps in the store. A deleted job is removed from the index and from
    /// this grain.</summary>
    public async Task NoteKeptAsync(bool isDeleted)
    {
        if (!isDeleted)
        {
            await index.SetStateAsync(
                job.Id,
                job.State,
                await store.MeasureAsync(JobArtifacts.Root(job.Id), CancellationToken.None)
            );
            return;
        }
        await index.RemoveAsync(job.Id);
        await job.ClearHeadAsync();
        host.EndWhenIdle();
    }

    private async Task DropWorkingFilesAsync()
    {
        await AttemptFolders.SweepLosersAsync(store, JobArtifacts.Root(job.Id), CancellationToken.None);
        await JobArtifacts.DropWorkingFilesAsync(store, job.Id, CancellationToken.None);
    }

    private async Task DropLeftoversAsync()
    {
        await AttemptFolders.SweepLosersAsync(store, JobArtifacts.Root(job.Id), CancellationToken.None);
        await AttemptFolders.DropCheckpointsAsync(store, JobArtifacts.Root(job.Id), CancellationToken.None);
    }

    private async Task ClearRowsAsync()
    {
        if (job.Head.Generation == 0)
            return;
        await (await job.EndedRowsAsync()).ClearAsync();
        job.Head = job.Head with { Generation = 0 };
        await job.SaveHeadAsync();
    }
}
