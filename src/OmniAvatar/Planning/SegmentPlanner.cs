using OmniAvatar.Requests;

namespace OmniAvatar.Planning;

/// <summary>
/// Cuts speech into segments: a pure function. Window 0 hears one row of silence (for the picture itself) and then the first rows
/// of the speech; each later window hears again what the last <c>overlap</c> rows said and then new rows.
/// <code>
/// speech rows       0 ........ L-2 | ......... | ......... |
/// window 0       0 [0 ........ L-2]
/// window 1                [overlap | new rows  ]
/// window 2                             [overlap| new rows  ]
/// </code>
/// </summary>
public static class SegmentPlanner
{
    /// <summary>Segments of one job at most; an hour at the released configuration has 979.</summary>
    public const int MaximumSegments = 100_000;

    /// <summary>The plan of a request.</summary>
    /// <exception cref="WrongUseException">The windows cannot be laid out as asked.</exception>
    /// <exception cref="BadInputException">There is no speech, or more than a job can hold.</exception>
    public static RenderPlan Plan(RenderRequest request)
    {
        var window = WindowArithmetic.For(request.MaxTokens, new VideoSize(request.Height, request.Width), request.OverlapFrames);
        return Plan(window, request.SpeechSamples, request.FramesPerSecond, request.Handoff);
    }

    /// <summary>The plan of one shot over all of the speech.</summary>
    /// <param name="window">Length and overlap of the windows.</param>
    /// <param name="samples">Samples of the speech at 16 kHz, at least 1.</param>
    /// <param name="framesPerSecond">Frames per second of the video, at least 1.</param>
    /// <param name="handoff">How a segment gives the next its beginning.</param>
    /// <exception cref="WrongUseException">The frame rate is out of range.</exception>
    /// <exception cref="BadInputException">There is no speech, or more than a job can hold.</exception>
    public static RenderPlan Plan(WindowArithmetic window, long samples, int framesPerSecond, HandoffMode handoff)
    {
        if (framesPerSecond is < 1 or > SpeechFrames.SampleRate)
            throw new WrongUseException($"A video cannot have {framesPerSecond} frames per second.");
        if (samples < 1) throw new BadInputException("The speech is empty.");

        var frames = SpeechFrames.Count(samples, framesPerSecond);
        if (frames > (double)MaximumSegments * window.NewFrames)
            throw new BadInputException($"The speech is too long: {frames:0} frames need more than {MaximumSegments} segments.");

        var audioFrames = (int)frames;
        var padded = SpeechFrames.Padded(audioFrames, window);
        var count = 1 + (padded - (window.FramesPerSegment - 1)) / window.NewFrames;
        return new RenderPlan
        {
            FramesPerSegment = window.FramesPerSegment,
            LatentFramesPerSegment = window.LatentFramesPerSegment,
            AudioFrames = audioFrames,
            PaddedAudioFrames = padded,
            TotalFrames = audioFrames + 1,
            Shots = [new ShotPlan(0, Segments(window, count, audioFrames + 1, handoff))],
        };
    }

    private static SegmentPlan[] Segments(WindowArithmetic window, int count, int totalFrames, HandoffMode handoff)
    {
        var segments = new SegmentPlan[count];
        segments[0] = FirstSegment(window, totalFrames);
        var shown = segments[0].ShownFrames;
        for (var index = 1; index < count; index++)
        {
            segments[index] = LaterSegment(window, index, totalFrames - shown, handoff);
            shown += segments[index].ShownFrames;
        }
        return segments;
    }

    /// <summary>Starts from the picture, which is frame 0 and is given one row of silence.</summary>
    private static SegmentPlan FirstSegment(WindowArithmetic window, int framesLeft)
    {
        var audio = new AudioRows(LeadingZeroRows: 1, Start: 0, End: window.FramesPerSegment - 1);
        return new SegmentPlan(0, 0, audio, PrefixLatentFrames: 1, FirstShownFrame: 0, Math.Min(window.FramesPerSegment, framesLeft));
    }

    private static SegmentPlan LaterSegment(WindowArithmetic window, int index, int framesLeft, HandoffMode handoff)
    {
        var end = window.FramesPerSegment - 1 + index * window.NewFrames;
        var audio = new AudioRows(LeadingZeroRows: 0, end - window.FramesPerSegment, end);
        var firstShown = handoff == HandoffMode.Reencode ? window.OverlapFrames : 0;
        return new SegmentPlan(0, index, audio, window.PrefixLatentFrames, firstShown, Math.Min(window.NewFrames, framesLeft));
    }
}
