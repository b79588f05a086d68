using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Tests.Planning;

/// <summary>What must hold of every plan, however it was cut.</summary>
internal static class PlanChecks
{
    /// <summary>Every frame is shown once and in order, hears the row that it stands for, and can be decoded from its
    /// window.</summary>
    public static void ShouldShowEveryFrameOnce(this RenderPlan plan, WindowArithmetic window, HandoffMode handoff)
    {
        var nextFrame = 0;
        for (var shot = 0; shot < plan.Shots.Count; shot++)
        {
            plan.Shots[shot].Shot.ShouldBe(shot);
            for (var index = 0; index < plan.Shots[shot].Segments.Count; index++)
            {
                var segment = plan.Shots[shot].Segments[index];
                (segment.Shot, segment.Index).ShouldBe((shot, index));
                segment.PrefixLatentFrames.ShouldBe(index == 0 ? 1 : window.PrefixLatentFrames);
                (segment.Audio.LeadingZeroRows + segment.Audio.End - segment.Audio.Start).ShouldBe(
                    window.FramesPerSegment
                );
                segment.Audio.Start.ShouldBeGreaterThanOrEqualTo(0);
                segment.Audio.End.ShouldBeLessThanOrEqualTo(plan.PaddedAudioFrames);
                segment.ShownFrames.ShouldBeGreaterThan(0);
                (segment.FirstShownFrame + segment.ShownFrames + segment.TailFrames).ShouldBeLessThanOrEqualTo(
                    Decoded(segment, window, handoff)
                );

                FirstFrameShown(segment, window, handoff).ShouldBe(nextFrame);
                nextFrame += segment.ShownFrames;
            }
        }
        nextFrame.ShouldBe(plan.TotalFrames);
        plan.TotalFrames.ShouldBe(plan.AudioFrames + 1);
    }

    /// <summary>The first speech frame of a shot, and the one after its last.</summary>
    public static (int Start, int End) SpeechFrames(this ShotPlan shot)
    {
        var start = shot.Segments[0].Audio.Start;
        var picture = shot.Segments[0].FirstShownFrame == 0 ? 1 : 0;
        return (start, start + shot.Segments.Sum(s => s.ShownFrames) - picture);
    }

    /// <summary>
    /// The video frame that a segment shows first. Frame n of the video hears row n - 1 of the speech, and a window's
    /// frame i hears its row i, the zero row of the picture counted.
    /// </summary>
    private static int FirstFrameShown(SegmentPlan segment, WindowArithmetic window, HandoffMode handoff)
    {
        var notDecoded = segment.Index > 0 && handoff == HandoffMode.Latents ? window.OverlapFrames : 0;
        return segment.Audio.Start - segment.Audio.LeadingZeroRows + 1 + notDecoded + segment.FirstShownFrame;
    }

    private static int Decoded(SegmentPlan segment, WindowArithmetic window, HandoffMode handoff) =>
        segment.Index == 0 || handoff == HandoffMode.Reencode
            ? window.FramesPerSegment
            : WindowArithmetic.TemporalFactor * (window.LatentFramesPerSegment - segment.PrefixLatentFrames);
}
