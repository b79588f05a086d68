using Microsoft.Extensions.Logging;

namespace OmniAvatar.Grains.Control.Pool;

public sealed partial class GpuPoolGrain
{
    [LoggerMessage(LogLevel.Debug, "Granted {Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt} to {Slot}")]
    private partial void LogGranted(string tenant, string job, int shot, int segment, int attempt, string slot);

    [LoggerMessage(
        LogLevel.Information,
        "Adopted {Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt}, which {Slot} holds"
    )]
    private partial void LogAdopted(string tenant, string job, int shot, int segment, int attempt, string slot);

    [LoggerMessage(
        LogLevel.Warning,
        "Revoked {Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt} from {Slot}"
    )]
    private partial void LogRevoked(string tenant, string job, int shot, int segment, int attempt, string slot);

    [LoggerMessage(
        LogLevel.Warning,
        "Job {Tenant}/{Job} could not be told that an attempt was lost; the next try is in {Wait}"
    )]
    private partial void LogLossNotReported(Exception exception, string tenant, string job, TimeSpan wait);

    [LoggerMessage(
        LogLevel.Warning,
        "Some open jobs have not offered their work again yet; they are asked again in {Wait}"
    )]
    private partial void LogNotRebuilt(Exception exception, TimeSpan wait);

    [LoggerMessage(LogLevel.Warning, "Job {Tenant}/{Job} does not answer; its work is skipped for now")]
    private partial void LogJobSilent(Exception exception, string tenant, string job);

    [LoggerMessage(LogLevel.Information, "Slot {Slot} {Change}, as the operator asked")]
    private partial void LogDraining(string slot, string change);

    [LoggerMessage(LogLevel.Error, "Slot {Slot} has left: {Reason}")]
    private partial void LogDeparted(string slot, string reason);

    [LoggerMessage(LogLevel.Warning, "The terms of {Tenant} cannot be read now; the last known terms still apply")]
    private partial void LogTermsNotRead(Exception exception, string tenant);

    [LoggerMessage(LogLevel.Warning, "The pool cannot set its reminder; the next try is in {Wait}")]
    private partial void LogNotReminded(Exception exception, TimeSpan wait);
}
