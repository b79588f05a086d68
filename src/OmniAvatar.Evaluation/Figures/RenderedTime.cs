using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Media.Sounds;

namespace OmniAvatar.Evaluation.Figures;

/// <summary>
/// Which moment of the speech a rendered frame shows.
/// <code>
/// training    frame f is given the row of the sound in [f, f+1) / 25 s
///             and shows the mouth at f / 25 s: at its row's first sample
/// rendering   frame f is given row f-1 of 0.3 s of silence and then the speech: the speech in [f-1, f) / 25 s - 0.3 s
/// so          frame f shows the mouth at (f-1) / 25 s - 0.3 s of the speech, which is f - 8.5 in frames
/// </code>
/// The sound track is the speech 0.3 s + 1/25 s late, so that what is seen and heard at once belong together.
/// </summary>
public static class RenderedTime
{
    /// <summary>Frames that a rendered video comes after its speech: 8.5.</summary>
    public const double LateFrames = 1 + (SpeechDecoder.LeadSeconds * FramesPerSecond);

    private const int FramesPerSecond = 25;

    /// <summary>A series of the speech as the frames of a video should show it: between two values on the line, 0
    /// before the first and after the last.</summary>
    /// <param name="speech">One value for each 1/25 s of the speech, such as a mouth's opening.</param>
    /// <param name="frames">Frames of the video, at least 0.</param>
    /// <param name="late">Frames that the video comes later: <see cref="LateFrames"/>, or 0 for the clip that was
    /// drawn.</param>
    public static double[] Shown(IReadOnlyList<float> speech, int frames, double late = LateFrames)
    {
        var shown = new double[frames];
        for (var frame = 0; frame < frames; frame++)
        {
            var time = frame - late;
            var before = (int)Math.Floor(time);
            var part = time - before;
            shown[frame] = ((1 - part) * At(before)) + (part * At(before + 1));
        }
        return shown;

        double At(int index) => index >= 0 && index < speech.Count ? speech[index] : 0;
    }

    /// <summary>How loud what each frame of a rendered video has heard is; frame 0 hears nothing.</summary>
    /// <param name="speech">16 kHz.</param>
    /// <param name="frames">Frames of the video, at least 0.</param>
    public static double[] HeardLoudness(ReadOnlySpan<float> speech, int frames)
    {
        var heard = new float[SpeechDecoder.LeadSamples + speech.Length];
        speech.CopyTo(heard.AsSpan((int)SpeechDecoder.LeadSamples));
        return
        [
            .. new double[Math.Min(1, frames)],
            .. FrameLoudness.Of(heard, Math.Max(0, frames - 1), Waveform.SamplesPerRow),
        ];
    }
}
