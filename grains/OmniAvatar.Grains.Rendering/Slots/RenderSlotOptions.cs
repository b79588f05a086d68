using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OmniAvatar.Grains.Rendering.Slots;

/// <summary>How a slot works.</summary>
public sealed record RenderSlotOptions
{
    /// <summary>How often progress goes to the job. Default 0.25 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ProgressEvery { get; set; } = TimeSpan.FromSeconds(0.25);

    /// <summary>First wait after a call or a commit that failed; doubles up to <see cref="LongestRetry"/>. Default 0.5
    /// s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Longest wait between two tries. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a slot keeps trying to store and commit its result; null for no limit. Default null.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan? CommitPatience { get; set; }

    /// <summary>How long a slot keeps trying to commit to a disk that is full or refuses; then the attempt fails and is
    /// made on another slot. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ResourcePatience { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether waits between tries are spread at random. Default true.</summary>
    public bool SpreadRetries { get; set; } = true;

    /// <summary>
    /// Different jobs that may fail on a slot one after the other, none of them elsewhere before and none for its
    /// inputs, before the slot counts as broken: it pulls no more, its process is not ready, and the pool keeps the
    /// reason. Null for never, where there is no other slot. Default 3, at least 1.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? JobsBeforeLeaving { get; set; } = 3;

    /// <summary>Seconds of work between two checkpoints of a segment, which a slot that dies can lose. Default 10
    /// s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan CheckpointEvery { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a leaving slot waits for its work to reach the next step or its end; then it stops between.
    /// Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan StepPatience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The time after which a leaving slot is gone, even if its checkpoint is not stored. Default 28
    /// s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LeaveWithin { get; set; } = TimeSpan.FromSeconds(28);

    /// <summary>The file to which this process adds what its slots do, see docs/journal.md; null for none. Default
    /// null.</summary>
    public string? JournalFile { get; set; }
}

/// <summary>Checks every value against its range when the host starts, and names each that is outside.</summary>
[OptionsValidator]
internal sealed partial class RenderSlotOptionsValidator : IValidateOptions<RenderSlotOptions>;
