using OmniAvatar.Identity;
using OmniAvatar.Requests;

namespace OmniAvatar.Grains.Pool;

/// <summary>Work that can begin.</summary>
/// <param name="Work">What to do.</param>
/// <param name="PreferredSlot">The slot that rendered the segment before: it still has its latents.</param>
/// <param name="LastAttempt">The last attempt granted, 0 for none.</param>
/// <param name="LastAttemptIsOver">Whether the job knows the end of the last attempt; if not, the attempt may still
/// run.</param>
/// <param name="Demand">What it needs and how urgent it is.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.WorkOffer")]
public sealed record WorkOffer(
    [property: Id(0)] WorkId Work,
    [property: Id(1)] string? PreferredSlot,
    [property: Id(2)] int LastAttempt,
    [property: Id(3)] bool LastAttemptIsOver,
    [property: Id(4)] WorkDemand Demand
);

/// <summary>What a unit of work needs of a slot, and how the pool orders it.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.WorkDemand")]
public sealed record WorkDemand
{
    /// <summary>Identity of the model folder's content; only slots that have it may do the work.</summary>
    [Id(0)]
    public required string Model { get; init; }

    /// <summary>The only numeric class that may do it, or null for any: a job that refuses to mix classes stays in its
    /// first.</summary>
    [Id(1)]
    public string? NumericClass { get; init; }

    /// <summary>Device memory that it needs in bytes; 0 if unknown.</summary>
    [Id(2)]
    public long MemoryBytes { get; init; }

    /// <summary>How urgent it is among its tenant's own work.</summary>
    [Id(3)]
    public JobPriority Priority { get; init; } = JobPriority.Normal;

    /// <summary>How much work it is, in token-steps (video tokens times denoising steps times guidance branches); the
    /// pool learns each model's seconds per unit.</summary>
    [Id(4)]
    public double TokenSteps { get; init; }

    /// <summary>Windows from here to the end of its shot, including this one. The longest chain comes first if nothing
    /// else decides.</summary>
    [Id(5)]
    public int RemainingWindows { get; init; } = 1;

    /// <summary>Order of its job among its tenant's: milliseconds since 1970 of the job's creation.</summary>
    [Id(6)]
    public long Created { get; init; }

    /// <summary>Slots on which it failed for its own reason. It is tried on other slots as long as there are
    /// some.</summary>
    [Id(7)]
    public IReadOnlyList<string> FailedOn { get; init; } = [];

    /// <summary>W3C traceparent of the job's trace, or null.</summary>
    [Id(8)]
    public string? TraceParent { get; init; }

    /// <summary>
    /// Token-steps of the work that waits for this: the later windows of its shot, and for a job's conditioning all its
    /// windows. Every window of an open job is counted once, so that the pool knows its backlog.
    /// </summary>
    [Id(9)]
    public double TokenStepsBehind { get; init; }
}
