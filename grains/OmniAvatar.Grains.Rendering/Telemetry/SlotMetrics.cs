using System.Diagnostics.Metrics;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Rendering.Telemetry;

/// <summary>What the slots of this process measure of themselves.</summary>
internal static class SlotMetrics
{
    private static readonly Meter Meter = new("OmniAvatar.Slots");

    private static readonly Counter<long> AttemptCount = Meter.CreateCounter<long>(
        "omniavatar.slot.attempts",
        description: "Attempts that ended, by outcome: committed, repeated, given_back, failed."
    );

    private static readonly Histogram<double> PhaseSeconds = Meter.CreateHistogram<double>(
        "omniavatar.slot.phase.duration",
        "s",
        "Time spent in one phase of one attempt."
    );

    private static readonly Counter<long> StepCount = Meter.CreateCounter<long>(
        "omniavatar.slot.steps",
        description: "Denoising steps done."
    );

    private static readonly Counter<long> CheckpointCount = Meter.CreateCounter<long>(
        "omniavatar.slot.checkpoints",
        description: "Checkpoints put into the store."
    );

    private static readonly Counter<long> CheckpointBytes = Meter.CreateCounter<long>(
        "omniavatar.slot.checkpoint.size",
        "By",
        "Bytes of the checkpoints put into the store."
    );

    private static readonly UpDownCounter<long> BusySlots = Meter.CreateUpDownCounter<long>(
        "omniavatar.slot.busy",
        description: "Slots that hold work."
    );

    public static void AttemptEnded(string outcome) =>
        AttemptCount.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public static void PhaseEnded(RenderPhase phase, TimeSpan took) =>
        PhaseSeconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("phase", NameOf(phase)));

    public static void StepDone() => StepCount.Add(1);

    public static void CheckpointKept(long bytes)
    {
        CheckpointCount.Add(1);
        CheckpointBytes.Add(bytes);
    }

    public static void SlotTakesWork() => BusySlots.Add(1);

    public static void SlotIsFree() => BusySlots.Add(-1);

    /// <summary>A phase as spans and metrics call it.</summary>
    public static string NameOf(RenderPhase phase) =>
        phase switch
        {
            RenderPhase.Load => "load",
            RenderPhase.Condition => "condition",
            RenderPhase.Denoise => "denoise",
            RenderPhase.Decode => "decode",
            RenderPhase.Encode => "encode",
            RenderPhase.Commit => "commit",
            _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, null),
        };
}
