namespace OmniAvatar.Evaluation.Figures;

/// <summary>How loud each video frame's stretch of sound is.</summary>
public static class FrameLoudness
{
    /// <summary>The root of the mean square of each frame's samples.</summary>
    /// <param name="samples">Sound of any unit; what is missing at the end counts as silence.</param>
    /// <param name="frames">Frames, at least 0.</param>
    /// <param name="samplesPerFrame">640 at 16 kHz and 25 frames a second.</param>
    /// <returns>One value a frame, in the unit of the samples.</returns>
    public static double[] Of(ReadOnlySpan<float> samples, int frames, int samplesPerFrame = 640)
    {
        var loudness = new double[frames];
        for (var frame = 0; frame < frames; frame++)
        {
            var start = Math.Min(samples.Length, frame * samplesPerFrame);
            var squares = 0.0;
            foreach (var sample in samples[start..Math.Min(samples.Length, start + samplesPerFrame)])
                squares += (double)sample * sample;
            loudness[frame] = Math.Sqrt(squares / samplesPerFrame);
        }
        return loudness;
    }
}
