using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>Makes jobs of drafts. The row in the index is written before the files, and the job starts after them, so a
/// crash leaves either a job or a row that <see cref="AbandonedSubmissions"/> finds. Every step is safe to repeat: the
/// same job has the same files.</summary>
internal sealed class JobRegistration(
    IJobIndex index,
    [FromKeyedServices(VideoApi.RequestStore)] IArtifactStore store,
    IGrainFactory grains,
    TimeProvider time
)
{
    /// <summary>How long a client waits for its job to begin. The job may still begin later.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(8);

    /// <summary>The job, if it already exists.</summary>
    public async Task<JobIndexEntry?> FindAsync(JobId job, CancellationToken cancellation) =>
        await index.FindAsync(job, cancellation) is { State: not JobState.New } entry ? entry : null;

    /// <summary>Makes the job. Once begun, it continues even if its client has gone.</summary>
    /// <exception cref="RenderFailedException">The store does not answer. The client gets no id then, and the job is
    /// swept.</exception>
    /// <exception cref="TimeoutException">The job did not say in time that it has begun.</exception>
    public Task<JobIndexEntry> FileAsync(JobDraft draft, JobTerms terms) =>
        FileAsync(draft.Job, terms, cancellation => PutAsync(draft, cancellation));

    /// <summary>Makes a job whose files someone else puts.</summary>
    /// <param name="job">The job.</param>
    /// <param name="terms">Its terms.</param>
    /// <param name="put">Puts inputs and documents into the store.</param>
    public async Task<JobIndexEntry> FileAsync(JobId job, JobTerms terms, Func<CancellationToken, Task> put)
    {
        // An outage of the store fails here, before anything is saved.
        await store.ReadAsync(JobArtifacts.Request(job), CancellationToken.None);
        var entry = new JobIndexEntry
        {
            Job = job,
            Model = terms.Model,
            State = JobState.New,
            Created = time.GetUtcNow(),
            GpuSeconds = terms.GpuSeconds,
            Bytes = terms.Bytes,
            Summary = terms.Summary,
        };
        await index.ReserveAsync(entry);
        await put(CancellationToken.None);
        await grains.Job(job).StartAsync(terms).WaitAsync(StartPatience, time);
        return await index.FindAsync(job) ?? entry;
    }

    private async Task PutAsync(JobDraft draft, CancellationToken cancellation)
    {
        await draft.Input.PutAsync(store, draft.Job, draft.Request, cancellation);
        await JobDocuments.WriteAsync(store, draft.Job, draft.Request, draft.Plan, cancellation, draft.Finish);
    }
}
