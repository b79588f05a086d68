using Microsoft.Extensions.Logging;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Rendering.Journals;
using OmniAvatar.Grains.Work;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Rendering.Telemetry;

/// <summary>Records one attempt in the journal, spans, metrics and logs. Safe from any thread.</summary>
internal sealed partial class AttemptRecord(WorkGrant grant, IWorkJournal journal, WorkClock clock, ILogger logger)
    : IDisposable
{
    private static readonly Func<ILogger, string, string, int, int, int, IDisposable?> About =
        LoggerMessage.DefineScope<string, string, int, int, int>(
            "{Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt}"
        );

    private readonly AttemptTrace _trace = new(grant, clock);
    private int _step;

    public void Began(GrainId grain)
    {
        Note(JournalEvent.Began);
        LogBegun(Tenant, Job, grant.Work.Shot, grant.Work.Segment, grant.Attempt, grain);
    }

    public void Resumed(CheckpointName checkpoint)
    {
        _step = checkpoint.Step;
        Note(JournalEvent.Resumed, entry => entry with { Step = checkpoint.Step });
        LogResumed(
            Tenant,
            Job,
            grant.Work.Shot,
            grant.Work.Segment,
            grant.Attempt,
            checkpoint.Step,
            checkpoint.Attempt
        );
    }

    public void PassedOver(CheckpointName checkpoint, Exception why) =>
        LogPassedOver(
            why,
            Tenant,
            Job,
            grant.Work.Shot,
            grant.Work.Segment,
            grant.Attempt,
            checkpoint.Step,
            checkpoint.Attempt
        );

    public void Report(RenderProgress progress)
    {
        _trace.Enter(progress.Phase);
        if (progress.Phase != RenderPhase.Denoise || progress.Step <= _step)
            return;
        _step = progress.Step;
        Note(JournalEvent.Step, entry => entry with { Step = progress.Step });
        SlotMetrics.StepDone();
    }

    public void CheckpointKept(int step, long bytes)
    {
        Note(JournalEvent.Checkpoint, entry => entry with { Step = step, Bytes = bytes });
        SlotMetrics.CheckpointKept(bytes);
        LogCheckpoint(Tenant, Job, grant.Work.Shot, grant.Work.Segment, grant.Attempt, step, bytes);
    }

    public void CheckpointNotKept(Exception why, int step) =>
        LogCheckpointNotKept(why, Tenant, Job, grant.Work.Shot, grant.Work.Segment, grant.Attempt, step);

    public void Committed(CommitOutcome commit, AttemptUsage usage, GrainId grain)
    {
        var result = commit.Result;
        Note(
            JournalEvent.Committed,
            entry =>
                entry with
                {
                    Won = commit.Won,
                    WinningAttempt = result.Attempt,
                    GpuMilliseconds = usage.GpuMilliseconds,
                }
        );
        _trace.End(commit.Won ? "committed" : "repeated");
        LogCommitted(
            Tenant,
            Job,
            grant.Work.Shot,
            grant.Work.Segment,
            grant.Attempt,
            grain,
            result.Predecessor ?? "none",
            commit.Won,
            result.Frames
        );
    }

    public void GaveBack(AttemptUsage usage)
    {
        Note(JournalEvent.GaveBack, entry => entry with { GpuMilliseconds = usage.GpuMilliseconds });
        _trace.End("given_back");
        LogGaveBack(Tenant, Job, grant.Work.Shot, grant.Work.Segment, grant.Attempt, _step);
    }

    public void Failed(Exception exception, JobFailure failure, AttemptUsage usage)
    {
        Note(
            JournalEvent.Failed,
            entry => entry with { GpuMilliseconds = usage.GpuMilliseconds, Reason = exception.Message }
        );
        _trace.End("failed", exception);
        var level = failure.Kind is FailureKind.Bug or FailureKind.Damaged ? LogLevel.Error : LogLevel.Warning;
        LogFailed(
            level,
            exception,
            Tenant,
            Job,
            grant.Work.Shot,
            grant.Work.Segment,
            grant.Attempt,
            failure.Kind,
            failure.Incident
        );
    }

    public void NotCommitted(Exception why, TimeSpan wait) => LogNotCommitted(why, grant.Work.ToString(), wait);

    public void NotReported(Exception why, TimeSpan wait) => LogNotReported(why, grant.Work.ToString(), wait);

    public void NotCleaned(Exception why) =>
        LogNotCleaned(why, Tenant, Job, grant.Work.Shot, grant.Work.Segment, grant.Attempt);

    /// <summary>Log messages in this scope name their attempt.</summary>
    public IDisposable? Scope() => About(logger, Tenant, Job, grant.Work.Shot, grant.Work.Segment, grant.Attempt);

    public void Dispose() => _trace.Dispose();

    private string Tenant => grant.Work.Job.Tenant;

    private string Job => grant.Work.Job.Job;

    private void Note(JournalEvent what, Func<JournalEntry, JournalEntry>? detail = null)
    {
        var entry = JournalEntry.Of(grant, what, clock.Time.GetUtcNow());
        journal.Write(detail is null ? entry : detail(entry));
    }
}
