using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;

namespace OmniAvatar.Grains.Control.Jobs.Opening;

/// <summary>What is agreed when a job begins. It is kept beside the request, so that the job survives the loss of all
/// grain state.</summary>
internal sealed class JobBeginning(DurableJob job, IArtifactStore store, WorkClock clock, CancellationToken stop)
{
    /// <summary>Agrees on the terms; the job's head becomes durable when the job is opened.</summary>
    public async Task BeginAsync(JobTerms terms)
    {
        await JobTermsDocument.WriteAsync(store, job.Id, terms, stop);
        if (job.State is not JobState.New)
            return;
        job.Head = job.Head with
        {
            Terms = terms,
            Created = clock.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            TraceParent = JobTrace.Begin(job.Id, terms),
        };
    }

    /// <summary>What was agreed, or null if the job was never started.</summary>
    /// <exception cref="DamagedException">Nobody can read it.</exception>
    public Task<JobTerms?> FindTermsAsync() => JobTermsDocument.FindAsync(store, job.Id, stop);
}
