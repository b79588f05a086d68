using OmniAvatar.Requests;

namespace OmniAvatar.Planning;

/// <summary>
/// How much work a request is, in token-steps: video tokens times denoising steps times predictions a step. GPU time is
/// nearly proportional to it for one model and size, so a measured rate turns it into seconds.
/// </summary>
public static class RenderWork
{
    private const int PixelsPerToken = 16;

    /// <summary>Token-steps of one segment; all segments of a shot are alike.</summary>
    /// <param name="request">With what counts in the segment's shot (<see cref="RenderRequest.ForShot"/>).</param>
    /// <param name="plan">The job's plan.</param>
    public static double OfSegment(RenderRequest request, RenderPlan plan)
    {
        var tokens =
            (double)plan.LatentFramesPerSegment * (request.Height / PixelsPerToken) * (request.Width / PixelsPerToken);
        return tokens * request.Steps * PredictionsPerStep(request);
    }

    /// <summary>Token-steps of all segments.</summary>
    public static double OfJob(RenderRequest request, RenderPlan plan) =>
        plan.Shots.Sum(shot => OfSegment(request.ForShot(shot.Shot), plan) * shot.Segments.Count);

    /// <summary>Token-steps of some of the shots.</summary>
    public static double OfShots(RenderRequest request, RenderPlan plan, IEnumerable<int> shots) =>
        shots.Sum(shot => OfSegment(request.ForShot(shot), plan) * plan.Shots[shot].Segments.Count);

    /// <summary>As guidance asks: a text scale of 1 turns it off, equal scales share one negative prediction, others
    /// take two.</summary>
    private static int PredictionsPerStep(RenderRequest request) =>
        request.TextGuidanceScale switch
        {
            1 => 1,
            var text => text == request.AudioGuidanceScale ? 2 : 3,
        };
}
