using Microsoft.Extensions.Logging;

namespace OmniAvatar.Grains.Control.Jobs;

public sealed partial class JobGrain
{
    [LoggerMessage(LogLevel.Information, "Job {Tenant}/{Job} is open")]
    private partial void LogOpened(string tenant, string job);

    [LoggerMessage(LogLevel.Information, "Job {Tenant}/{Job} is done")]
    private partial void LogCompleted(string tenant, string job);

    [LoggerMessage(LogLevel.Information, "Job {Tenant}/{Job} was cancelled")]
    private partial void LogCancelled(string tenant, string job);

    [LoggerMessage(LogLevel.Error, "Job {Tenant}/{Job} failed ({Kind}, id {Incident}): {Reason}")]
    private partial void LogFailed(string tenant, string job, FailureKind kind, string? incident, string reason);

    [LoggerMessage(
        LogLevel.Error,
        "Job {Tenant}/{Job}: '{What}' failed again and again; the job ends ({Kind}, id {Incident})"
    )]
    private partial void LogFault(
        Exception exception,
        string tenant,
        string job,
        string what,
        FailureKind kind,
        string? incident
    );

    [LoggerMessage(LogLevel.Error, "Job {Tenant}/{Job}: {Artifact} is damaged or gone and is made again")]
    private partial void LogRemoved(Exception why, string tenant, string job, string artifact);

    [LoggerMessage(
        LogLevel.Warning,
        "Job {Tenant}/{Job} shot {Shot} segment {Segment}: attempt {Attempt} failed on {Slot} ({Kind}, id "
            + "{Incident}): {Reason}"
    )]
    private partial void LogAttemptFailed(
        string tenant,
        string job,
        int shot,
        int segment,
        int attempt,
        string slot,
        FailureKind kind,
        string? incident,
        string reason
    );

    [LoggerMessage(LogLevel.Warning, "Job {Tenant}/{Job} cannot go on now and tries again in {Retry}")]
    private partial void LogStalled(Exception exception, string tenant, string job, TimeSpan retry);

    [LoggerMessage(LogLevel.Warning, "Job {Tenant}/{Job} was changed by another activation and reads what that wrote")]
    private partial void LogOutdated(Exception exception, string tenant, string job);

    [LoggerMessage(
        LogLevel.Warning,
        "Job {Tenant}/{Job} shot {Shot} segment {Segment}: folders of lost attempts remain"
    )]
    private partial void LogNotSwept(Exception exception, string tenant, string job, int shot, int segment);
}
