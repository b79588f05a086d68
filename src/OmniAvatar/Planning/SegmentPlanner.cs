using OmniAvatar.Listening;
using OmniAvatar.Requests;

namespace OmniAvatar.Planning;

/// <summary>
/// Cuts speech into shots and segments: a pure function. A shot's first window hears one row of silence (for the
/// picture itself) and then the shot's first rows of the speech; each later window hears again what the last
/// <c>overlap</c> rows said and then new rows.
/// <code>
/// speech rows       0 ........ L-2 | ......... | ......... |
/// window 0       0 [0 ........ L-2]
/// window 1                [overlap | new rows  ]
/// window 2                             [overlap| new rows  ]
/// </code>
/// </summary>
public static class SegmentPlanner
{
    /// <summary>Segments of one job at most; an hour at the released configuration has 979 as one chain.</summary>
    public const int MaximumSegments = 100_000;

    private static readonly SpeakerTurn[] OneTurn = [new(0, 0)];

    /// <summary>The plan of a request.</summary>
    /// <exception cref="WrongUseException">The windows cannot be laid out as asked.</exception>
    /// <exception cref="BadInputException">There is no speech, or more than a job can hold.</exception>
    public static RenderPlan Plan(RenderRequest request)
    {
        var window = WindowOf(request);
        var frames = AudioFrames(window, request.SpeechSamples, request.FramesPerSecond);
        var plan =
            request.Shots == ShotMode.Single
                ? LayOut(window, [new ShotSpan(0, 0, frames)], request.Handoff, crossfade: 0)
                : Plan(window, frames, request);
        return request.ShotSettings is { } settings
            ? plan with
            {
                Shots = [.. plan.Shots.Select(shot => WithSpeaker(shot, settings))],
            }
            : plan;
    }

    /// <summary>The plan of one shot over all of the speech.</summary>
    /// <param name="window">Length and overlap of the windows.</param>
    /// <param name="samples">Samples of the speech at 16 kHz, at least 1.</param>
    /// <param name="framesPerSecond">Frames per second of the video, at least 1.</param>
    /// <param name="handoff">How a segment gives the next its beginning.</param>
    /// <exception cref="WrongUseException">The frame rate is out of range.</exception>
    /// <exception cref="BadInputException">There is no speech, or more than a job can hold.</exception>
    public static RenderPlan Plan(WindowArithmetic window, long samples, int framesPerSecond, HandoffMode handoff) =>
        LayOut(window, [new ShotSpan(0, 0, AudioFrames(window, samples, framesPerSecond))], handoff, crossfade: 0);

    /// <summary>The windows of a request.</summary>
    /// <exception cref="WrongUseException">They cannot be laid out.</exception>
    public static WindowArithmetic WindowOf(RenderRequest request) =>
        WindowArithmetic.For(request.MaxTokens, new VideoSize(request.Height, request.Width), request.OverlapFrames);

    private static RenderPlan Plan(WindowArithmetic window, int frames, RenderRequest request)
    {
        var options = ShotOptions.Of(request);
        var places = new CutPlaces(request.Pauses ?? [], frames, request.FramesPerSecond);
        var shots = new ShotCutter(window, options, places, request.FramesPerSecond).Cut(
            request.Turns ?? OneTurn,
            frames
        );
        return LayOut(window, shots, request.Handoff, options.CrossfadeFrames);
    }

    private static ShotPlan WithSpeaker(ShotPlan shot, IReadOnlyList<ShotSettings> settings) =>
        shot with
        {
            Speaker = settings.FirstOrDefault(each => each.Shot == shot.Shot)?.Speaker ?? shot.Speaker,
        };

    private static int AudioFrames(WindowArithmetic window, long samples, int framesPerSecond)
    {
        if (framesPerSecond is < 1 or > SpeechFrames.SampleRate)
            throw new WrongUseException($"A video cannot have {framesPerSecond} frames per second.");
        if (samples < 1)
            throw new BadInputException("The speech is empty.");

        var frames = SpeechFrames.Count(samples, framesPerSecond);
        return frames <= (double)MaximumSegments * window.NewFrames
            ? (int)frames
            : throw new BadInputException(
                $"The speech is too long: {frames:0} frames need more than {MaximumSegments} segments."
            );
    }

    private static RenderPlan LayOut(
        WindowArithmetic window,
        IReadOnlyList<ShotSpan> shots,
        HandoffMode handoff,
        int crossfade
    )
    {
        var plans = new ShotPlan[shots.Count];
        for (var shot = 0; shot < shots.Count; shot++)
        {
            var layout = new ShotLayout(window, handoff, shot, shots[shot]);
            var tail =
                shot + 1 < shots.Count
                    ? Math.Min(crossfade, Math.Min(shots[shot + 1].Frames, window.FramesPerSegment - 1))
                    : 0;
            plans[shot] = new ShotPlan(shot, layout.Segments(tail)) { Speaker = shots[shot].Speaker };
        }

        var frames = shots[^1].End;
        return new RenderPlan
        {
            FramesPerSegment = window.FramesPerSegment,
            LatentFramesPerSegment = window.LatentFramesPerSegment,
            AudioFrames = frames,
            PaddedAudioFrames = Math.Max(
                SpeechFrames.Padded(frames, window),
                plans.Max(plan => plan.Segments[^1].Audio.End)
            ),
            TotalFrames = frames + 1,
            Shots = plans,
        };
    }
}
