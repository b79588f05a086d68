using OmniAvatar.Requests;

namespace OmniAvatar.Planning;

/// <summary>The windows of one shot. The job's first frame is the picture itself; a later shot's picture is not shown
/// again.</summary>
internal sealed class ShotLayout(WindowArithmetic window, HandoffMode handoff, int shot, ShotSpan span)
{
    private bool ShowsPicture => span.Start == 0;

    /// <summary>The segments.</summary>
    /// <param name="tail">Frames to keep for the next shot's crossfade, as far as the last window has them to
    /// spare.</param>
    public SegmentPlan[] Segments(int tail)
    {
        var segments = new SegmentPlan[window.WindowsFor(span.Frames)];
        segments[0] = First();
        var left = span.Frames - Math.Min(window.FramesPerSegment - 1, span.Frames);
        for (var index = 1; index < segments.Length; index++)
        {
            segments[index] = Later(index, left);
            left -= segments[index].ShownFrames;
        }
        segments[^1] = segments[^1] with
        {
            TailFrames = Math.Min(tail, window.Capacity(segments.Length) - span.Frames),
        };
        return segments;
    }

    /// <summary>Starts from the picture, which stands before the shot's first frame and is given one row of
    /// silence.</summary>
    private SegmentPlan First()
    {
        var rows = window.FramesPerSegment - 1;
        var audio = new AudioRows(LeadingZeroRows: 1, span.Start, span.Start + rows);
        var shown = Math.Min(rows, span.Frames) + (ShowsPicture ? 1 : 0);
        return new SegmentPlan(shot, 0, audio, PrefixLatentFrames: 1, FirstShownFrame: ShowsPicture ? 0 : 1, shown);
    }

    private SegmentPlan Later(int index, int framesLeft)
    {
        var end = span.Start + window.Capacity(index + 1);
        var audio = new AudioRows(LeadingZeroRows: 0, end - window.FramesPerSegment, end);
        var firstShown = handoff == HandoffMode.Reencode ? window.OverlapFrames : 0;
        return new SegmentPlan(
            shot,
            index,
            audio,
            window.PrefixLatentFrames,
            firstShown,
            Math.Min(window.NewFrames, framesLeft)
        );
    }
}
