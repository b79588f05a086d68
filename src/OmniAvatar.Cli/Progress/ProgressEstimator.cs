using OmniAvatar.Rendering;

namespace OmniAvatar.Cli.Progress;

/// <summary>
/// Turns steps of segments into shares of the whole and time left. Time left comes from what this run did since its
/// first report, so segments that an earlier run finished do not make it look faster than it is.
/// </summary>
internal sealed class ProgressEstimator(int segments, int segmentsDone, TimeProvider time)
{
    // Decoding and encoding a segment cost about as much as a tenth of its steps.
    private const double DenoiseShare = 0.9;

    private readonly long _start = time.GetTimestamp();
    private readonly double _startFraction = (double)segmentsDone / segments;
    private int _done = segmentsDone;

    /// <summary>Segments finished by now, those of earlier runs included.</summary>
    public int SegmentsDone => _done;

    /// <summary>Counts a finished segment.</summary>
    public SegmentDone Finish() => new(++_done, segments);

    /// <summary>Where the work is after a report of one segment, or of the conditioning (<paramref name="segment"/>
    /// null).</summary>
    public StepProgress At(int? segment, RenderProgress progress)
    {
        var inSegment = segment is null ? 0 : SegmentFraction(progress);
        var overall = Math.Min((_done + inSegment) / segments, 1);
        return new StepProgress(
            segment,
            progress.Phase,
            progress.Step,
            progress.Steps,
            inSegment,
            overall,
            SecondsLeft(overall)
        );
    }

    private static double SegmentFraction(RenderProgress progress) =>
        progress.Phase switch
        {
            RenderPhase.Load or RenderPhase.Condition => 0,
            RenderPhase.Denoise => progress.Steps == 0 ? 0 : DenoiseShare * progress.Step / progress.Steps,
            RenderPhase.Decode => DenoiseShare,
            RenderPhase.Encode => (1 + DenoiseShare) / 2,
            _ => 1,
        };

    private double? SecondsLeft(double overall)
    {
        var gained = overall - _startFraction;
        return gained <= 0 ? null : time.GetElapsedTime(_start).TotalSeconds / gained * (1 - overall);
    }
}
