using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Grains.Work;
using OmniAvatar.Rendering;
using Orleans.Placement;

namespace OmniAvatar.Grains.Rendering.Work;

/// <summary>
/// One attempt: fetches what it reads, has the slot's thread render, puts the parts and commits the manifest, and tells the job.
/// It keeps nothing durable; its folder and its manifest are all that remains.
/// </summary>
[RandomPlacement]
public abstract partial class WorkGrain(
    IArtifactStore store,
    RenderSlots slots,
    ScratchFolder scratch,
    WorkClock clock,
    IOptions<RenderSlotOptions> options,
    ILogger logger) : Grain, IWorkGrain
{
    private readonly Retry _retry = new(clock, options.Value);
    private Task? _run;
    private HeldWork? _held;

    public Task<StartOutcome> StartAsync(WorkGrant grant)
    {
        if (slots.Find(grant) is not { } held) return Task.FromResult(StartOutcome.Refused);
        // Asked twice for the same, it runs already; granted twice, its first run is over for the slot and will not end the second.
        if (_run is not null) return Task.FromResult(held == _held ? StartOutcome.Started : StartOutcome.Refused);
        DelayDeactivation(TimeSpan.FromDays(1));
        _held = held;
        _run = RunAsync(held);
        return Task.FromResult(StartOutcome.Started);
    }

    private async Task RunAsync(HeldWork held)
    {
        using var finished = new CancellationTokenSource();
        var telling = TellProgressAsync(held, finished.Token);
        var outcome = await OutcomeAsync(held);
        await finished.CancelAsync();
        await telling;
        await ReportAsync(held, outcome);
        held.Finish();
        DeactivateOnIdle();
    }

    private async Task<WorkOutcome> OutcomeAsync(HeldWork held)
    {
        try
        {
            var result = await ManifestCommit.FindAsync(store, JobArtifacts.Result(held.Grant.Work), held.Stopping)
                ?? await RenderAndCommitAsync(held);
            return new WorkOutcome.Committed(result.Attempt, result.GpuMilliseconds, result.NumericClass);
        }
        catch (OperationCanceledException) when (held.Stopping.IsCancellationRequested)
        {
            LogStopped(held.Grant.Work.Job.Tenant, held.Grant.Work.Job.Job, held.Grant.Work.Shot, held.Grant.Work.Segment, held.Grant.Attempt);
            return new WorkOutcome.GivenBack();
        }
        catch (Exception e)
        {
            LogFailed(e, held.Grant.Work.Job.Tenant, held.Grant.Work.Job.Job, held.Grant.Work.Shot, held.Grant.Work.Segment, held.Grant.Attempt);
            return new WorkOutcome.Failed(JobFailure.From(e));
        }
    }

    private async Task<ResultManifest> RenderAndCommitAsync(HeldWork held)
    {
        var (work, attempt, _, _, _) = held.Grant;
        LogBegun(work.Job.Tenant, work.Job.Job, work.Shot, work.Segment, attempt, this.GetGrainId());
        var name = work.ToString().Replace('/', '.');
        using var folder = scratch.Begin($"{name}.a{attempt}");
        var task = await WorkInputs.FetchAsync(store, work, folder.Path, held.Stopping);
        var rendered = await held.RenderAsync(task, new AttemptSession(held));

        // A slot that cannot commit keeps its output and its lease, and goes on trying.
        held.Progress = new RenderProgress(RenderPhase.Commit, 0, 0);
        var output = new WorkOutput(store, held, rendered);
        await _retry.UntilDoneAsync(
            () => output.CommitAsync(held.Stopping), options.Value.CommitPatience, (e, wait) => LogNotCommitted(e, name, wait), held.Stopping);

        var (won, result) = output.Outcome;
        LogCommitted(work.Job.Tenant, work.Job.Job, work.Shot, work.Segment, attempt, this.GetGrainId(), result.Predecessor ?? "none", won, result.Frames);
        return result;
    }

    private async Task ReportAsync(HeldWork held, WorkOutcome outcome)
    {
        var job = GrainFactory.Job(held.Grant.Work.Job);
        await _retry.UntilDoneAsync(
            () => job.ReportAsync(held.Grant, outcome, held.Usage),
            patience: null,
            (e, wait) => LogNotHeard(e, held.Grant.Work.ToString(), wait),
            held.Stopping)
            .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task TellProgressAsync(HeldWork held, CancellationToken finished)
    {
        var told = default(RenderProgress?);
        while (!finished.IsCancellationRequested)
        {
            var (work, attempt, slot, _, _) = held.Grant;
            var progress = held.Progress;
            if (progress != told)
            {
                told = progress;
                var message = new WorkProgress(work, attempt, slot, progress.Phase, progress.Step, progress.Steps);
                await GrainFactory.Job(work.Job).ProgressAsync(message)
                    .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            }
            await clock.Delay(options.Value.ProgressEvery, finished)
                .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
