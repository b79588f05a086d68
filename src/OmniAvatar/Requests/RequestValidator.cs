using System.Globalization;
using OmniAvatar.Planning;

namespace OmniAvatar.Requests;

/// <summary>Refuses a request whose numbers cannot be rendered, before anything of it is stored.</summary>
public static class RequestValidator
{
    /// <summary>Most denoising steps: the schedule the model was trained on has as many.</summary>
    public const int MaximumSteps = 1000;

    private const int SizeStep = 16;
    private const int LargestSide = 8192;

    /// <summary>Checks every number of a request, and that windows can be laid out.</summary>
    /// <exception cref="WrongUseException">The first thing that cannot be, in one sentence.</exception>
    /// <exception cref="BadInputException">The request has no speech.</exception>
    public static void Require(RenderRequest request)
    {
        RequireSteps(request.Steps);
        RequireScale("guidance", request.TextGuidanceScale);
        RequireScale("audio guidance", request.AudioGuidanceScale);
        RequireSide("height", request.Height);
        RequireSide("width", request.Width);
        RequireFrameRate(request.FramesPerSecond);
        if (request.TeaCacheThreshold is { } threshold && !(threshold > 0 && double.IsFinite(threshold)))
            throw Refused($"The TeaCache threshold must be above 0, not {threshold}.");
        if (request.SpeechSamples < 1)
            throw new BadInputException("The speech is empty.");
        WindowArithmetic.For(request.MaxTokens, new VideoSize(request.Height, request.Width), request.OverlapFrames);
    }

    /// <summary>The most segments of a shot are 1 to <see cref="SegmentPlanner.MaximumSegments"/>.</summary>
    public static void RequireSegmentsPerShot(int segments)
    {
        if (segments is < 1 or > SegmentPlanner.MaximumSegments)
            throw Refused(
                $"The most segments of a shot must be 1 to {SegmentPlanner.MaximumSegments}, not {segments}."
            );
    }

    /// <summary>Checks how a request is cut into shots.</summary>
    /// <exception cref="WrongUseException">The first thing that cannot be, in one sentence.</exception>
    public static void RequireShots(RenderRequest request)
    {
        if (request is { Shots: ShotMode.Single, Speakers.Count: > 1 })
            throw new WrongUseException("A video of several speakers cannot be a single shot.");
        if (request.SegmentsPerShot is { } segments)
            RequireSegmentsPerShot(segments);
        var window = SegmentPlanner.WindowOf(request);
        if (request.CrossfadeFrames is { } fade && (fade < 1 || fade >= window.NewFrames))
            throw Refused(
                $"A crossfade must be shorter than the {window.NewFrames} frames that a segment adds, not "
                    + $"{fade} frames."
            );
        RequireTurns(request);
    }

    private static void RequireTurns(RenderRequest request)
    {
        if (request.Turns is not { } turns)
            return;
        if (turns.Count == 0 || turns[0].Start != 0)
            throw Refused("The first speaker's turn must begin with the speech.");
        for (var turn = 0; turn < turns.Count; turn++)
        {
            if (turns[turn].Speaker < 0 || turns[turn].Speaker >= request.Speakers.Count)
                throw Refused(
                    $"A turn names speaker {turns[turn].Speaker}, but the number of speakers is "
                        + $"{request.Speakers.Count}."
                );
            if (turn > 0 && turns[turn].Start <= turns[turn - 1].Start)
                throw Refused("The turns of the speakers must be in order.");
        }
    }

    /// <summary>Steps are 1 to <see cref="MaximumSteps"/>.</summary>
    public static void RequireSteps(int steps)
    {
        if (steps is < 1 or > MaximumSteps)
            throw Refused($"The number of steps must be 1 to {MaximumSteps}, not {steps}.");
    }

    /// <summary>A whole number of samples of speech belongs to each frame, so that picture and sound cannot drift
    /// apart.</summary>
    public static void RequireFrameRate(int framesPerSecond)
    {
        if (framesPerSecond is < 1 or > 100 || SpeechFrames.SampleRate % framesPerSecond != 0)
            throw Refused(
                $"The frame rate must be 1 to 100 and divide {SpeechFrames.SampleRate} (such as 16, 20, 25, "
                    + $"32, 40 or 50), not {framesPerSecond}."
            );
    }

    private static void RequireScale(string name, double scale)
    {
        if (!double.IsFinite(scale))
            throw Refused(
                string.Create(CultureInfo.InvariantCulture, $"The {name} scale must be a number, not {scale}.")
            );
    }

    private static void RequireSide(string name, int pixels)
    {
        if (pixels is < SizeStep or > LargestSide || pixels % SizeStep != 0)
            throw Refused(
                $"The {name} of the video must be a multiple of {SizeStep} up to {LargestSide}, not {pixels}."
            );
    }

    private static WrongUseException Refused(string sentence) => new(sentence);
}
