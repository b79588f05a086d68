using OmniAvatar.Datasets.Clips;
using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Planning;

namespace OmniAvatar.Datasets.Extraction;

/// <summary>A window of a clip.</summary>
/// <param name="Start">Its first frame; 0 is the clip's own first frame, which is the reference.</param>
/// <param name="Frames">4n+1.</param>
public sealed record SampleWindow(int Start, int Frames);

/// <summary>
/// Where windows lie in a clip and which audio rows they hear, so that training hears what inference would.
/// <code>
/// clip's frame             0     1     2     3          frame f shows the mouth of the sound in [f, f+1) / 25 s
/// clip's sound          [ s0 ][ s1 ][ s2 ][ s3 ]        640 samples a frame
/// heard by the encoder        [ s1 ][ s2 ][ s3 ]        row n is made of s(n+1)
/// heard by the frame       0    r0    r1    r2
/// </code>
/// At inference frame 0 is the picture and hears a row of zeros, and frame f hears row f-1 of what the encoder heard,
/// which is 0.3 s of silence and then the speech. The video's sound track is that speech 0.3 s + 1/25 s late: so at any
/// time t it plays what the encoder heard at t - 1/25 s, and frame f, shown at f/25 s, is heard together with row f-1.
/// The 0.3 s cancel: they are in the sound track as well as in what was heard. What the encoder would have heard for a
/// given clip is therefore the clip's sound without its first frame's 640 samples, and a window from frame s &gt; 0 on
/// hears rows s-1, s, …, as a later window of inference does.
/// </summary>
internal static class WindowLayout
{
    /// <summary>All windows of a clip, the short ones first; each lies wholly in it.</summary>
    public static IReadOnlyList<SampleWindow> Windows(int clipFrames, ExtractionOptions options) =>
        [
            .. from frames in options.Frames
            from window in Enumerable.Range(
                0,
                Math.Max(0, (clipFrames - frames) / options.StrideOf(frames) + (clipFrames >= frames ? 1 : 0))
            )
            select new SampleWindow(window * options.StrideOf(frames), frames),
        ];

    /// <summary>What the audio encoder hears of a clip of at least two frames.</summary>
    public static ReadOnlyMemory<float> Heard(TalkingClip clip) =>
        clip.Samples.AsMemory(Waveform.SamplesPerRow, (clip.FrameCount - 1) * Waveform.SamplesPerRow);

    /// <summary>Rows of it that a window hears, in the planner's arithmetic.</summary>
    public static AudioRows Rows(SampleWindow window) =>
        window.Start == 0
            ? new AudioRows(LeadingZeroRows: 1, 0, window.Frames - 1)
            : new AudioRows(LeadingZeroRows: 0, window.Start - 1, window.Start - 1 + window.Frames);
}
