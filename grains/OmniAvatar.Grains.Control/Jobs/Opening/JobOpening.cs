using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Jobs.Closing;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;

namespace OmniAvatar.Grains.Control.Jobs.Opening;

/// <summary>Opens a job: for the first time, or again because its video is gone.</summary>
internal sealed class JobOpening(
    DurableJob job,
    IJobIndex index,
    JobBeginning beginning,
    JobFindings findings,
    JobClosing closing,
    IJobHost host,
    JobLog log,
    CancellationToken stop
)
{
    public async Task StartAsync(JobTerms terms)
    {
        if (job.State is JobState.Failed or JobState.Cancelled)
            return;
        if (job.State is JobState.New)
            await beginning.BeginAsync(terms);
        if (job.State is JobState.Completed)
        {
            if (await findings.IsCommittedAsync(JobArtifacts.OutputResult(job.Id)))
                return;
            job.ForgetOrder();
        }
        await OpenAsync();
    }

    /// <summary>Whether the index holds the job open.</summary>
    public async Task<bool> IsInIndexAsync() => await index.FindAsync(job.Id, stop) is { IsOpen: true };

    /// <summary>Returns once the index and the job's head say that it is open.</summary>
    public async Task OpenAsync()
    {
        await index.OpenAsync(
            new JobIndexEntry
            {
                Job = job.Id,
                Model = job.Head.Terms.Model,
                State = JobState.Rendering,
                Created = DateTimeOffset.FromUnixTimeMilliseconds(job.Head.Created),
                GpuSeconds = job.Head.Terms.GpuSeconds,
                Bytes = job.Head.Terms.Bytes,
                Summary = job.Head.Terms.Summary,
            },
            stop
        );
        closing.IsAsked = false;
        if (!job.IsOpen)
        {
            job.Head = job.Head with { State = JobState.Rendering, Failure = null };
            await job.SaveHeadAsync();
            log.Opened();
        }
        host.AskToAdvance();
    }
}
