using Microsoft.Extensions.Logging;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Assembly;
using OmniAvatar.Grains.Control.Jobs;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;
using Orleans.Concurrency;

namespace OmniAvatar.Grains.Control.Assembly;

/// <summary>Joins the parts that the segments' manifests name, in order, and commits the video by a manifest of its own.</summary>
[Reentrant]
public sealed partial class AssemblyGrain(
    IArtifactStore store, IVideoAssembler assembler, ScratchFolder scratch, ILogger<AssemblyGrain> logger) : Grain, IAssemblyGrain
{
    private readonly CancellationTokenSource _deactivated = new();
    private Task? _run;

    public Task StartAsync()
    {
        if (_run is null or { IsCompleted: true }) _run = RunAsync(JobId.Parse(this.GetPrimaryKeyString()));
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellation)
    {
        await _deactivated.CancelAsync();
        if (_run is not null) await _run.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync(JobId job)
    {
        DelayDeactivation(TimeSpan.FromDays(1));
        JobFailure? failure = null;
        try
        {
            var result = JobArtifacts.OutputResult(job);
            if (await ManifestCommit.FindAsync(store, result, _deactivated.Token) is null) await JoinAsync(job, result, _deactivated.Token);
        }
        catch (OperationCanceledException) when (_deactivated.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            LogFailed(e, job.Tenant, job.Job);
            failure = JobFailure.From(e);
        }
        try
        {
            await GrainFactory.Job(job).AssembledAsync(failure);
        }
        finally
        {
            // Should the job not have heard it, it asks again.
            DeactivateOnIdle();
        }
    }

    private async Task JoinAsync(JobId job, ArtifactName result, CancellationToken cancellation)
    {
        var request = await JobDocuments.RequestAsync(store, job, cancellation);
        var plan = await JobDocuments.PlanAsync(store, job, cancellation);
        var fragments = new List<string>(plan.SegmentCount());
        foreach (var segment in plan.Shots.SelectMany(s => s.Segments))
            fragments.Add(await FragmentAsync(new WorkId(job, segment.Shot, segment.Index), cancellation));

        var attempt = await AttemptNumbers.ClaimAsync(store, JobArtifacts.Output(job), last: 0, cancellation);
        using var folder = scratch.Begin($"{job.Tenant}.{job.Job}.output.{attempt}");
        var local = Path.Combine(folder.Path, "video.mp4");
        var sound = await store.FetchAsync(JobArtifacts.Sound(job), cancellation);
        await assembler.AssembleAsync(
            new AssemblyTask(fragments, sound, request.FramesPerSecond, plan.TotalFrames, local), cancellation);

        var name = JobArtifacts.Output(job).Append($"{JobArtifacts.AttemptFolder(attempt)}/video.mp4");
        var video = await store.PutFileAsync(PartRoles.Video, name, local, cancellation);
        var manifest = new ResultManifest { Attempt = attempt, NumericClass = "", Parts = [video], Frames = plan.TotalFrames };
        await ManifestCommit.CommitAsync(store, result, manifest, cancellation);
        LogJoined(job.Tenant, job.Job, fragments.Count, plan.TotalFrames, name.Value);
    }

    private async Task<string> FragmentAsync(WorkId work, CancellationToken cancellation)
    {
        var manifest = await ManifestCommit.FindAsync(store, JobArtifacts.Result(work), cancellation)
            ?? throw new RenderFailedException($"The segment {work} has no result.");
        return await store.FetchAsync(ArtifactName.Parse(manifest.Part(PartRoles.Fragment).Name), cancellation);
    }

    [LoggerMessage(LogLevel.Information, "Job {Tenant}/{Job}: joined {Fragments} fragments, {Frames} frames, into {Video}")]
    private partial void LogJoined(string tenant, string job, int fragments, int frames, string video);

    [LoggerMessage(LogLevel.Error, "Job {Tenant}/{Job}: joining failed")]
    private partial void LogFailed(Exception exception, string tenant, string job);
}
