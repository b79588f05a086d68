using Microsoft.Extensions.Logging;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>Log messages about one job.</summary>
internal sealed partial class JobLog(ILogger logger, JobId job)
{
    public void Opened() => LogOpened(job.Tenant, job.Job);

    public void Completed() => LogCompleted(job.Tenant, job.Job);

    public void Failed(JobFailure failure) =>
        LogFailed(job.Tenant, job.Job, failure.Kind, failure.Incident, failure.Reason);

    /// <summary>One and the same thing failed too often.</summary>
    public void Fault(Exception exception, string what, JobFailure failure) =>
        LogFault(exception, job.Tenant, job.Job, what, failure.Kind, failure.Incident);

    public void Removed(Exception why, ArtifactName artifact) => LogRemoved(why, job.Tenant, job.Job, artifact.Value);

    public void AttemptFailed(WorkGrant grant, JobFailure failure) =>
        LogAttemptFailed(
            job.Tenant,
            job.Job,
            grant.Work.Shot,
            grant.Work.Segment,
            grant.Attempt,
            grant.Slot,
            failure.Kind,
            failure.Incident,
            failure.Reason
        );

    public void Stalled(Exception exception, TimeSpan wait) => LogStalled(exception, job.Tenant, job.Job, wait);

    public void Outdated(Exception exception) => LogOutdated(exception, job.Tenant, job.Job);

    public void NotSwept(Exception exception, WorkId work) =>
        LogNotSwept(exception, job.Tenant, job.Job, work.Shot, work.Segment);

    [LoggerMessage(LogLevel.Information, "Job {Tenant}/{Job} is open")]
    private partial void LogOpened(string tenant, string job);

    [LoggerMessage(LogLevel.Information, "Job {Tenant}/{Job} is done")]
    private partial void LogCompleted(string tenant, string job);

    [LoggerMessage(LogLevel.Error, "Job {Tenant}/{Job} failed ({Kind}, id {Incident}): {Reason}")]
    private partial void LogFailed(string tenant, string job, FailureKind kind, string? incident, string reason);

    [LoggerMessage(
        LogLevel.Error,
        "Job {Tenant}/{Job}: '{What}' failed too often; the job ends ({Kind}, id {Incident})"
    )]
    private partial void LogFault(
        Exception exception,
        string tenant,
        string job,
        string what,
        FailureKind kind,
        string? incident
    );

    [LoggerMessage(LogLevel.Error, "Job {Tenant}/{Job}: {Artifact} is damaged or missing and will be made again")]
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

    [LoggerMessage(LogLevel.Warning, "Job {Tenant}/{Job} cannot continue now; the next try is in {Retry}")]
    private partial void LogStalled(Exception exception, string tenant, string job, TimeSpan retry);

    [LoggerMessage(LogLevel.Warning, "Job {Tenant}/{Job} was changed by another activation; its state is read again")]
    private partial void LogOutdated(Exception exception, string tenant, string job);

    [LoggerMessage(
        LogLevel.Warning,
        "Job {Tenant}/{Job} shot {Shot} segment {Segment}: the folders of lost attempts could not be removed"
    )]
    private partial void LogNotSwept(Exception exception, string tenant, string job, int shot, int segment);
}
