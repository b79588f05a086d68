using OmniAvatar.Diffusion.AudioEncoders;

namespace OmniAvatar.Benchmarks.Networks;

/// <summary>A recording in memory that comes in syllables with pauses, made from a seed: a buzz of harmonics whose
/// pitch and loudness wander.</summary>
public sealed class SyntheticSpeech : ISampleSource
{
    private readonly float[] _samples;

    /// <summary>Makes it.</summary>
    public SyntheticSpeech(double seconds, int seed)
    {
        var random = new Random(seed);
        _samples = new float[(int)(seconds * Waveform.SampleRate)];
        var (phase, pitch, loudness, target) = (0.0, 120.0, 0.0, 0.0);
        for (var index = 0; index < _samples.Length; index++)
        {
            if (index % 2400 == 0)
                (target, pitch) = (random.Next(4) == 0 ? 0 : random.NextDouble(), 90 + 120 * random.NextDouble());
            loudness += (target - loudness) * 0.002;
            phase += pitch / Waveform.SampleRate;
            var buzz =
                Math.Sin(2 * Math.PI * phase)
                + 0.5 * Math.Sin(4 * Math.PI * phase)
                + 0.3 * Math.Sin(14 * Math.PI * phase);
            _samples[index] = (float)(0.02 + 0.3 * loudness * buzz + 0.01 * (random.NextDouble() - 0.5));
        }
    }

    /// <inheritdoc />
    public long Length => _samples.Length;

    /// <inheritdoc />
    public void Read(long start, Span<float> destination) =>
        _samples.AsSpan((int)start, destination.Length).CopyTo(destination);
}
