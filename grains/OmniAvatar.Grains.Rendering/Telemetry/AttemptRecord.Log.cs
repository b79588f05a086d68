using Microsoft.Extensions.Logging;

namespace OmniAvatar.Grains.Rendering.Telemetry;

internal sealed partial class AttemptRecord
{
    [LoggerMessage(
        LogLevel.Information,
        "Begun {Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt} by {Grain}"
    )]
    private partial void LogBegun(string tenant, string job, int shot, int segment, int attempt, GrainId grain);

    [LoggerMessage(
        LogLevel.Information,
        "Resumed {Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt} after step {Step} from the "
            + "checkpoint of attempt {From}"
    )]
    private partial void LogResumed(string tenant, string job, int shot, int segment, int attempt, int step, int from);

    [LoggerMessage(
        LogLevel.Warning,
        "Skipped a checkpoint for {Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt}: step {Step} of "
            + "attempt {From} cannot be used"
    )]
    private partial void LogPassedOver(
        Exception why,
        string tenant,
        string job,
        int shot,
        int segment,
        int attempt,
        int step,
        int from
    );

    [LoggerMessage(
        LogLevel.Debug,
        "Stored a checkpoint of {Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt} after step {Step}, "
            + "{Bytes} bytes"
    )]
    private partial void LogCheckpoint(
        string tenant,
        string job,
        int shot,
        int segment,
        int attempt,
        int step,
        long bytes
    );

    [LoggerMessage(
        LogLevel.Warning,
        "Could not store a checkpoint of {Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt} after step "
            + "{Step}"
    )]
    private partial void LogCheckpointNotKept(
        Exception why,
        string tenant,
        string job,
        int shot,
        int segment,
        int attempt,
        int step
    );

    [LoggerMessage(
        LogLevel.Information,
        "Committed {Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt} by {Grain}, continuing "
            + "{Predecessor} (won: {Won}, {Frames} frames)"
    )]
    private partial void LogCommitted(
        string tenant,
        string job,
        int shot,
        int segment,
        int attempt,
        GrainId grain,
        string predecessor,
        bool won,
        int frames
    );

    [LoggerMessage(
        LogLevel.Information,
        "Stopped {Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt} after step {Step}"
    )]
    private partial void LogGaveBack(string tenant, string job, int shot, int segment, int attempt, int step);

    [LoggerMessage("Failed {Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt} ({Kind}, id {Incident})")]
    private partial void LogFailed(
        LogLevel level,
        Exception exception,
        string tenant,
        string job,
        int shot,
        int segment,
        int attempt,
        FailureKind kind,
        string? incident
    );

    [LoggerMessage(LogLevel.Warning, "{Work} cannot be committed; the next try is in {Wait}")]
    private partial void LogNotCommitted(Exception exception, string work, TimeSpan wait);

    [LoggerMessage(LogLevel.Warning, "The end of {Work} could not be reported to its job; the next try is in {Wait}")]
    private partial void LogNotReported(Exception exception, string work, TimeSpan wait);

    [LoggerMessage(
        LogLevel.Warning,
        "Unneeded files of {Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt} could not be removed"
    )]
    private partial void LogNotCleaned(
        Exception exception,
        string tenant,
        string job,
        int shot,
        int segment,
        int attempt
    );
}
