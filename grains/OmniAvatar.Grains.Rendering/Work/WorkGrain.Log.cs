using Microsoft.Extensions.Logging;

namespace OmniAvatar.Grains.Rendering.Work;

public abstract partial class WorkGrain
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(LogLevel.Information, "Begun {Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt} by {Grain}")]
    private partial void LogBegun(string tenant, string job, int shot, int segment, int attempt, GrainId grain);

    [LoggerMessage(LogLevel.Information,
        "Committed {Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt} by {Grain}, continuing {Predecessor} (won: {Won}, {Frames} frames)")]
    private partial void LogCommitted(
        string tenant, string job, int shot, int segment, int attempt, GrainId grain, string predecessor, bool won, int frames);

    [LoggerMessage(LogLevel.Information, "Stopped {Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt}")]
    private partial void LogStopped(string tenant, string job, int shot, int segment, int attempt);

    [LoggerMessage(LogLevel.Warning, "Failed {Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt}")]
    private partial void LogFailed(Exception exception, string tenant, string job, int shot, int segment, int attempt);

    [LoggerMessage(LogLevel.Warning, "Cannot commit {Work} and try again in {Wait}")]
    private partial void LogNotCommitted(Exception exception, string work, TimeSpan wait);

    [LoggerMessage(LogLevel.Warning, "The job does not hear how {Work} ended; told again in {Wait}")]
    private partial void LogNotHeard(Exception exception, string work, TimeSpan wait);
}
