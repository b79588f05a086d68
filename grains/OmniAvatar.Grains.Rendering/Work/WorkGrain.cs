using Microsoft.Extensions.Logging;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Grains.Rendering.Telemetry;
using OmniAvatar.Grains.Work;
using OmniAvatar.Rendering;
using Orleans.Placement;

namespace OmniAvatar.Grains.Rendering.Work;

/// <summary>
/// One attempt: has it made by its slot, tells the job how far it is and how it ended. It keeps nothing durable; the
/// attempt's folder and its manifest are all that remains.
/// </summary>
[RandomPlacement]
public abstract partial class WorkGrain(AttemptTools tools, RenderSlots slots, ILogger logger) : Grain, IWorkGrain
{
    private const ConfigureAwaitOptions Quietly =
        ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing;

    private const int MostBugs = 10;

    private readonly ILogger _logger = logger;
    private Task? _run;
    private HeldWork? _held;

    /// <inheritdoc/>
    public Task<StartOutcome> StartAsync(WorkGrant grant)
    {
        if (slots.Find(grant) is not { } held)
            return Task.FromResult(StartOutcome.Refused);
        // If this call is repeated, the attempt already runs. If the attempt was granted twice, the slot has dropped
        // its first run, which cannot end the second.
        if (_run is not null)
            return Task.FromResult(held == _held ? StartOutcome.Started : StartOutcome.Refused);
        DelayDeactivation(TimeSpan.FromDays(1));
        _held = held;
        // Run outside the activation: Orleans ends it when the silo that holds its directory entry dies, and rendering
        // must survive that.
        var grains = GrainFactory;
        _run = Task.Run(() => RunToAnEndAsync(held, grains));
        return Task.FromResult(StartOutcome.Started);
    }

    /// <summary>The slot must become free in every case.</summary>
    private async Task RunToAnEndAsync(HeldWork held, IGrainFactory grains)
    {
        try
        {
            await RunAsync(held, grains);
        }
        catch (Exception e)
        {
            var failure = JobFailure.From(e);
            LogBroken(e, held.Grant.Work.ToString(), held.Grant.Attempt, failure.Incident);
            held.Finish(new WorkOutcome.Failed(failure));
        }
        GrainContext.Deactivate(
            new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The attempt is over.")
        );
    }

    private async Task RunAsync(HeldWork held, IGrainFactory grains)
    {
        using var record = new AttemptRecord(held.Grant, tools.Journal, tools.Clock, _logger);
        using var scope = record.Scope();
        using var attempt = new Attempt(tools, held, record, this.GetGrainId());
        using var finished = new CancellationTokenSource();
        var telling = ReportProgressAsync(held, grains, finished.Token);
        var outcome = await attempt.RunAsync();
        await finished.CancelAsync();
        await ReportAsync(held, grains, outcome, record);
        held.Finish(outcome);

        // The slot is free for other work by now.
        await telling;
        await attempt.CleanUpAsync();
    }

    /// <summary>Repeats until the report succeeds. If the job fails on every report, this gives up: the job's own count
    /// ends the job, or the pool grants the work again.</summary>
    private async Task ReportAsync(HeldWork held, IGrainFactory grains, WorkOutcome outcome, AttemptRecord record)
    {
        var (job, bugs) = (grains.Job(held.Grant.Work.Job), 0);
        await tools
            .Retries.UntilDoneAsync(
                () => job.ReportAsync(held.Grant, outcome, held.Usage),
                record.NotReported,
                held.Stopping,
                (e, _) => JobFailure.KindOf(e) == FailureKind.Outage || ++bugs < MostBugs
            )
            .ConfigureAwait(Quietly);
    }

    private async Task ReportProgressAsync(HeldWork held, IGrainFactory grains, CancellationToken finished)
    {
        var told = default(RenderProgress?);
        while (!finished.IsCancellationRequested)
        {
            var progress = held.Progress;
            if (progress != told)
            {
                told = progress;
                var grant = held.Grant;
                var message = new WorkProgress(
                    grant.Work,
                    grant.Attempt,
                    grant.Slot,
                    progress.Phase,
                    progress.Step,
                    progress.Steps
                );
                await grains.Job(grant.Work.Job).ProgressAsync(message).ConfigureAwait(Quietly);
            }
            await tools.Clock.Delay(tools.Options.ProgressEvery, finished).ConfigureAwait(Quietly);
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "Attempt {Attempt} of {Work} ended because of a bug outside the renderer (id {Incident})"
    )]
    private partial void LogBroken(Exception exception, string work, int attempt, string? incident);
}
