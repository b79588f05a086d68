using System.Diagnostics;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>One trace per job. A job outlives any process, so its first span closes at once and only names the trace. A
/// second span at the end covers all of its time.</summary>
internal static class JobTrace
{
    private static readonly ActivitySource Source = new("OmniAvatar");

    /// <summary>Begins the job's trace, under the trace of its submission.</summary>
    /// <returns>The W3C traceparent of everything done for the job; null without tracing.</returns>
    public static string? Begin(JobId job, JobTerms terms)
    {
        using var activity = Source.StartActivity("job", ActivityKind.Internal, terms.TraceParent);
        Name(activity, job);
        return activity?.Id ?? terms.TraceParent;
    }

    /// <summary>Tells that the job's video is done.</summary>
    public static void End(JobId job, string? traceParent, DateTimeOffset created)
    {
        using var activity = Source.StartActivity(
            "job.completed",
            ActivityKind.Internal,
            traceParent,
            startTime: created
        );
        Name(activity, job);
    }

    private static void Name(Activity? activity, JobId job) =>
        activity?.SetTag("tenant", job.Tenant).SetTag("job", job.Job);
}
