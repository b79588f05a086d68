using OmniAvatar.Planning;

namespace OmniAvatar.Listening;

/// <summary>
/// Measures how loud a recording is, a hundredth of a second at a time. Samples come in pieces of any length and are
/// not kept, so an hour of speech leaves 1.4 MB of levels.
/// </summary>
public sealed class LevelMeter
{
    /// <summary>Samples of one level: 10 ms at 16 kHz.</summary>
    public const int SamplesPerHop = SpeechFrames.SampleRate / 100;

    /// <summary>Decibels of full scale below which all is the same silence; 16-bit samples cannot say less.</summary>
    public const float Silence = -80;

    private readonly List<float> _levels = [];
    private double _sum;
    private double _squares;
    private int _count;

    /// <summary>Decibels of full scale, one value for each whole hop so far: the deviation of its samples from their
    /// own mean, so that a constant offset does not count as sound. At least <see cref="Silence"/>.</summary>
    public IReadOnlyList<float> Levels => _levels;

    /// <summary>Samples measured.</summary>
    public long Samples { get; private set; }

    /// <summary>Takes the next samples, full scale from -1 to 1.</summary>
    public void Add(ReadOnlySpan<float> samples)
    {
        Samples += samples.Length;
        foreach (var sample in samples)
        {
            _sum += sample;
            _squares += (double)sample * sample;
            if (++_count == SamplesPerHop)
                FinishHop();
        }
    }

    private void FinishHop()
    {
        var mean = _sum / _count;
        var power = _squares / _count - mean * mean;
        _levels.Add(power > 0 ? MathF.Max((float)(10 * Math.Log10(power)), Silence) : Silence);
        (_sum, _squares, _count) = (0, 0, 0);
    }
}
