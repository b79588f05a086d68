using OmniAvatar.Identity;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Work;

/// <summary>A slot's right to make one attempt.</summary>
/// <param name="Work">What to do.</param>
/// <param name="Attempt">Fencing token, larger than that of any attempt granted before.</param>
/// <param name="Slot">The slot that was granted it; no other slot may do it.</param>
/// <param name="Lease">How long the right lasts without a heartbeat.</param>
/// <param name="TraceParent">W3C traceparent of the job's trace, or null.</param>
/// <param name="FailedElsewhere">Whether it has failed on another slot; then a failure here does not count against this
/// slot.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.WorkGrant")]
public sealed record WorkGrant(
    [property: Id(0)] WorkId Work,
    [property: Id(1)] int Attempt,
    [property: Id(2)] string Slot,
    [property: Id(3)] TimeSpan Lease,
    [property: Id(4)] string? TraceParent = null,
    [property: Id(5)] bool FailedElsewhere = false
);

/// <summary>What an attempt has used so far.</summary>
/// <param name="GpuMilliseconds">Time its slot was busy with it, cumulative.</param>
/// <param name="LoadMilliseconds">Of that, time spent reading weights.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.AttemptUsage")]
public readonly record struct AttemptUsage(
    [property: Id(0)] long GpuMilliseconds,
    [property: Id(1)] long LoadMilliseconds = 0
);

/// <summary>How far an attempt is.</summary>
/// <param name="Step">Steps done, 0 to <paramref name="Steps"/>; both 0 where a phase has no steps.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.WorkProgress")]
public sealed record WorkProgress(
    [property: Id(0)] WorkId Work,
    [property: Id(1)] int Attempt,
    [property: Id(2)] string Slot,
    [property: Id(3)] RenderPhase Phase,
    [property: Id(4)] int Step,
    [property: Id(5)] int Steps
);
