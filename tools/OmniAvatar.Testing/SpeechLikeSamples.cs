using OmniAvatar.Planning;

namespace OmniAvatar.Testing;

/// <summary>Sound that comes in syllables with pauses, made from a seed: a buzz of harmonics whose pitch and loudness
/// wander.</summary>
public static class SpeechLikeSamples
{
    private const int SamplesPerSyllable = 2400;

    /// <summary>Makes it: mono in [-1, 1] at the rate of the model's hearing.</summary>
    public static float[] Of(double seconds, int seed)
    {
        var random = new Random(seed);
        var samples = new float[(int)(seconds * SpeechFrames.SampleRate)];
        var (phase, pitch, loudness, target) = (0.0, 120.0, 0.0, 0.0);
        for (var index = 0; index < samples.Length; index++)
        {
            if (index % SamplesPerSyllable == 0)
                (target, pitch) = (random.Next(4) == 0 ? 0 : random.NextDouble(), 90 + 120 * random.NextDouble());
            loudness += (target - loudness) * 0.002;
            phase += pitch / SpeechFrames.SampleRate;
            var buzz =
                Math.Sin(2 * Math.PI * phase)
                + 0.5 * Math.Sin(4 * Math.PI * phase)
                + 0.3 * Math.Sin(14 * Math.PI * phase);
            samples[index] = (float)(0.02 + 0.3 * loudness * buzz + 0.01 * (random.NextDouble() - 0.5));
        }
        return samples;
    }
}
