using System.Data.Common;
using Microsoft.Extensions.Logging;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Assembly;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;
using OmniAvatar.Planning;
using OmniAvatar.Rendering;
using OmniAvatar.Requests;
using Orleans.Concurrency;

namespace OmniAvatar.Grains.Control.Assembly;

/// <summary>Joins the parts that the segments' manifests name, in order, and commits the video with its own
/// manifest.</summary>
[Reentrant]
public sealed partial class AssemblyGrain(
    IArtifactStore store,
    IJobIndex index,
    IVideoAssembler assembler,
    ScratchFolder scratch,
    ILogger<AssemblyGrain> logger
) : Grain, IAssemblyGrain
{
    private const int FetchesAtOnce = 16;

    private readonly CancellationTokenSource _deactivated = new();
    private readonly JobSound _sound = new(store, assembler, scratch);
    private readonly JobStills _stills = new(store, assembler);
    private readonly JobFinish _finish = new(store);
    private Task<ArtifactPart>? _encoding;
    private Task? _run;

    /// <inheritdoc/>
    public Task StartAsync()
    {
        if (_run is null or { IsCompleted: true })
            _run = RunAsync(JobId.Parse(this.GetPrimaryKeyString()));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task EncodeSoundAsync()
    {
        _ = EncodeAheadAsync(JobId.Parse(this.GetPrimaryKeyString()));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellation)
    {
        await _deactivated.CancelAsync();
        foreach (var task in new[] { _run, _encoding })
            if (task is not null)
                await task.WaitAsync(cancellation)
                    .ConfigureAwait(
                        ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing
                    );
    }

    private async Task EncodeAheadAsync(JobId job)
    {
        try
        {
            await SoundAsync(job);
            // The job removes its files once, and this grain may have stored more since then.
            if (await IsGivenUpAsync(job))
                await store.DeleteAsync(JobArtifacts.EncodedSound(job), _deactivated.Token);
        }
        catch (Exception e) when (!_deactivated.IsCancellationRequested)
        {
            LogNotEncoded(e, job.Tenant, job.Job);
        }
        catch (OperationCanceledException) { }
    }

    /// <summary>The encoded sound, which one call makes for all that wait.</summary>
    private Task<ArtifactPart> SoundAsync(JobId job)
    {
        if (_encoding is null or { IsCompleted: true })
            _encoding = _sound.EncodeAsync(job, _deactivated.Token);
        return _encoding;
    }

    private async Task RunAsync(JobId job)
    {
        DelayDeactivation(TimeSpan.FromDays(1));
        JobFailure? failure = null;
        try
        {
            var result = JobArtifacts.OutputResult(job);
            if (await ManifestCommit.FindAsync(store, result, _deactivated.Token) is null)
                await JoinAsync(job, result, _deactivated.Token);
        }
        catch (OperationCanceledException) when (_deactivated.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            failure = JobFailure.From(e);
            if (await IsGivenUpAsync(job))
                LogGivenUp(job.Tenant, job.Job);
            else
                LogFailed(e, job.Tenant, job.Job, failure.Kind, failure.Incident);
        }
        try
        {
            // The job removes its files once, and this grain may have stored more since then.
            if (await IsGivenUpAsync(job))
            {
                await store.DeleteAsync(JobArtifacts.Output(job), _deactivated.Token);
                await store.DeleteAsync(JobArtifacts.EncodedSound(job), _deactivated.Token);
            }
            await GrainFactory.Job(job).AssembledAsync(failure);
        }
        finally
        {
            // If this message does not reach the job, the job asks again.
            DeactivateOnIdle();
        }
    }

    /// <summary>Whether the job was cancelled or deleted meanwhile, if that can be found out.</summary>
    private async Task<bool> IsGivenUpAsync(JobId job)
    {
        try
        {
            return await index.FindAsync(job, _deactivated.Token) is null or { State: JobState.Cancelled };
        }
        catch (Exception e) when (e is DbException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task JoinAsync(JobId job, ArtifactName result, CancellationToken cancellation)
    {
        var request = await JobDocuments.RequestAsync(store, job, cancellation);
        var plan = await JobDocuments.PlanAsync(store, job, cancellation);
        var fragments = await FragmentsAsync(job, plan, cancellation);
        // Each try is an attempt of its own. No row counts them, so each try claims a generation.
        var attempt = await AttemptNumbers.ClaimGenerationAsync(store, JobArtifacts.Output(job), cancellation);
        using var folder = scratch.Begin($"{job.Tenant}.{job.Job}.output.{attempt}");
        var local = Path.Combine(folder.Path, "video.mp4");
        var audio = await SoundAsync(job);
        var sound = await store.FetchAsync(audio, cancellation);
        var assembly = new AssemblyTask(fragments, sound, request.FramesPerSecond, plan.TotalFrames, local)
        {
            Crossfades = await CrossfadesAsync(job, plan, cancellation),
            Provenance = await JobProvenance.ReadAsync(index, job, request, cancellation),
        };
        assembly = await _finish.AddAsync(assembly, job, cancellation);
        await assembler.AssembleAsync(assembly, cancellation);

        var place = JobArtifacts.Output(job).Append(JobArtifacts.AttemptFolder(attempt));
        var stills = await StillsAsync(job, local, request, plan, place, cancellation);
        var name = place.Append("video.mp4");
        var video = await store.PutFileAsync(PartRoles.Video, name, local, cancellation);
        var manifest = new ResultManifest
        {
            Attempt = attempt,
            NumericClass = "",
            Parts = [video, audio, .. stills, .. await _finish.PutAsync(assembly, place, cancellation)],
            Frames = plan.TotalFrames,
        };
        if (!(await ManifestCommit.CommitAsync(store, result, manifest, cancellation)).Won)
            await store.DeleteAsync(place, cancellation);
        LogJoined(job.Tenant, job.Job, fragments.Length, plan.TotalFrames, name.Value);
    }

    /// <summary>The pictures of the video; none if they cannot be drawn, which does not make the video worse.</summary>
    private async Task<IReadOnlyList<ArtifactPart>> StillsAsync(
        JobId job,
        string video,
        RenderRequest request,
        RenderPlan plan,
        ArtifactName place,
        CancellationToken cancellation
    )
    {
        try
        {
            return await _stills.DrawAsync(video, request, plan, place, cancellation);
        }
        catch (RenderFailedException e)
        {
            LogNotDrawn(e, job.Tenant, job.Job);
            return [];
        }
    }

    /// <summary>Local paths of all fragments in order, some fetched at once.</summary>
    private async Task<string[]> FragmentsAsync(JobId job, RenderPlan plan, CancellationToken cancellation)
    {
        var fragments = new List<string>(plan.SegmentCount());
        foreach (var some in plan.Shots.SelectMany(shot => shot.Segments).Chunk(FetchesAtOnce))
            fragments.AddRange(
                await Task.WhenAll(
                    some.Select(segment =>
                        PartAsync(new WorkId(job, segment.Shot, segment.Index), PartRoles.Fragment, cancellation)
                    )
                )
            );
        return fragments.ToArray();
    }

    /// <summary>If a shot has more frames than it shows, the first fragment of the next shot fades from them.</summary>
    private async Task<Crossfade[]> CrossfadesAsync(JobId job, RenderPlan plan, CancellationToken cancellation)
    {
        var crossfades = new List<Crossfade>();
        var fragments = 0;
        foreach (var shot in plan.Shots)
        {
            fragments += shot.Segments.Count;
            if (shot.Segments[^1] is not { TailFrames: > 0 } last)
                continue;
            crossfades.Add(
                new Crossfade(
                    fragments,
                    await PartAsync(new WorkId(job, last.Shot, last.Index), PartRoles.Tail, cancellation),
                    last.TailFrames
                )
            );
        }
        return [.. crossfades];
    }

    private async Task<string> PartAsync(WorkId work, string role, CancellationToken cancellation)
    {
        var manifest =
            await ManifestCommit.FindAsync(store, JobArtifacts.Result(work), cancellation)
            ?? throw new DamagedException($"The segment {work} has no result.", JobArtifacts.Result(work).Value);
        return await store.FetchAsync(manifest.Part(role), cancellation);
    }

    [LoggerMessage(
        LogLevel.Information,
        "Job {Tenant}/{Job}: joined {Fragments} fragments, {Frames} frames, into {Video}"
    )]
    private partial void LogJoined(string tenant, string job, int fragments, int frames, string video);

    [LoggerMessage(
        LogLevel.Warning,
        "Job {Tenant}/{Job}: the sound could not be encoded ahead; it is encoded when the segments are joined"
    )]
    private partial void LogNotEncoded(Exception exception, string tenant, string job);

    [LoggerMessage(LogLevel.Warning, "Job {Tenant}/{Job}: the video has no thumbnail and no spritesheet")]
    private partial void LogNotDrawn(Exception exception, string tenant, string job);

    [LoggerMessage(LogLevel.Information, "Job {Tenant}/{Job}: joining stopped because the job was cancelled")]
    private partial void LogGivenUp(string tenant, string job);

    [LoggerMessage(LogLevel.Error, "Job {Tenant}/{Job}: joining failed ({Kind}, id {Incident})")]
    private partial void LogFailed(Exception exception, string tenant, string job, FailureKind kind, string? incident);
}
