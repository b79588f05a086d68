using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Requests;

namespace OmniAvatar.Grains.Jobs;

/// <summary>The terms of a job beside its request; none of them changes the frames.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.JobTerms")]
public sealed record JobTerms
{
    /// <summary>Identity of the content of the model to render with, as in the request.</summary>
    [Id(0)]
    public required string Model { get; init; }

    /// <summary>How urgent it is among its tenant's own jobs.</summary>
    [Id(1)]
    public JobPriority Priority { get; init; } = JobPriority.Normal;

    /// <summary>Whether segments may come from different numeric classes.</summary>
    [Id(2)]
    public bool AllowMixedClasses { get; init; } = true;

    /// <summary>Whether a finished job keeps its segments and conditioning.</summary>
    [Id(3)]
    public bool KeepIntermediates { get; init; } = true;

    /// <summary>Estimated GPU-seconds of all its work at admission; 0 without an estimate.</summary>
    [Id(4)]
    public double GpuSeconds { get; init; }

    /// <summary>Bytes of its inputs in the store.</summary>
    [Id(5)]
    public long Bytes { get; init; }

    /// <summary>W3C traceparent under which the job's work is traced, or null.</summary>
    [Id(6)]
    public string? TraceParent { get; init; }

    /// <summary>What lists show of it; null without lists.</summary>
    [Id(7)]
    public JobSummary? Summary { get; init; }

    /// <summary>How long a finished job keeps its inputs and its segments' fragments, of which a shot can be made
    /// again; null or zero for not at all. Where <see cref="KeepIntermediates"/> is true, everything stays.</summary>
    [Id(8)]
    public TimeSpan? RetainFor { get; init; }

    /// <summary>Where its owner wants to be told what; null for nowhere.</summary>
    [Id(9)]
    public JobWebhook? Webhook { get; init; }
}
