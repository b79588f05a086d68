using OmniAvatar.Datasets.Clips;
using OmniAvatar.Diffusion.AudioEncoders;

namespace OmniAvatar.Training.Components.AudioEncoders;

/// <summary>A clip's sound, normalised over all of it as inference does, and what is to be heard in each video frame;
/// without its pictures.</summary>
internal sealed class AudioEncoderClip
{
    /// <summary>Quieter than this below the clip's mean loudness is silence, in decibels.</summary>
    private const double Silence = 60;

    private readonly float[] _samples;
    private readonly int[] _phonemes;
    private readonly float[] _opening;
    private readonly double _mean;
    private readonly double _deviation;

    /// <exception cref="BadInputException">The clip does not say which phonemes are heard, or its sound is shorter than
    /// its picture.</exception>
    public AudioEncoderClip(TalkingClip clip)
    {
        if (clip.Phonemes.Length != clip.FrameCount || clip.FrameCount == 0)
            throw new BadInputException("A clip for training an audio encoder must state the phoneme of each frame.");
        if (clip.Samples.Length < clip.FrameCount * Waveform.SamplesPerRow)
            throw new BadInputException(
                $"A clip of {clip.FrameCount} frames has only {clip.Samples.Length} samples of sound."
            );
        (Rows, _samples, _phonemes, _opening) = (clip.FrameCount, clip.Samples, clip.Phonemes, clip.MouthOpening);
        _mean = clip.Samples.Average(sample => (double)sample);
        _deviation = Math.Sqrt(
            clip.Samples.Average(sample => (sample - _mean) * (sample - _mean)) + Waveform.VarianceFloor
        );
    }

    /// <summary>Video frames.</summary>
    public int Rows { get; }

    /// <summary>Whether the opening of the mouth is known.</summary>
    public bool ShowsMouth => _opening.Length == Rows;

    /// <summary>A sample of the normalised sound; zero from the clip's end on.</summary>
    public float Sample(long index) =>
        index < (long)Rows * Waveform.SamplesPerRow ? (float)((_samples[index] - _mean) / _deviation) : 0;

    /// <summary>The phoneme of a row.</summary>
    public int Phoneme(int row) => _phonemes[row];

    /// <summary>How far the mouth is open, in [0, 1].</summary>
    public float Opening(int row) => _opening[row];

    /// <summary>Loudness of a row: 0 silent, 1 the clip's mean.</summary>
    public float Loudness(int row)
    {
        double sum = 0;
        for (var i = 0; i < Waveform.SamplesPerRow; i++)
        {
            var sample = Sample((long)row * Waveform.SamplesPerRow + i);
            sum += sample * sample;
        }
        var decibels = 10 * Math.Log10(sum / Waveform.SamplesPerRow + 1e-10);
        return (float)Math.Max(0, 1 + decibels / Silence);
    }
}
