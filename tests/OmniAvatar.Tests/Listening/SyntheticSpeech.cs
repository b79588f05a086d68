using OmniAvatar.Listening;
using OmniAvatar.Planning;

namespace OmniAvatar.Tests.Listening;

/// <summary>Words and rests in noise: syllables of a buzzing voice that swell and fade four times a second.</summary>
internal sealed class SyntheticSpeech(int seed)
{
    private const double Pitch = 130;
    private const double SyllablesPerSecond = 4;

    private readonly Random _random = new(seed);
    private readonly List<float> _samples = [];

    /// <summary>Seconds so far.</summary>
    public double Seconds => (double)_samples.Count / SpeechFrames.SampleRate;

    /// <summary>Speaks for some seconds; levels in decibels of full scale, the noise's included in it.</summary>
    public SyntheticSpeech Say(double seconds, double level, double noise) =>
        Add(
            seconds,
            noise,
            time =>
            {
                var swell = 0.25 + 0.75 * Math.Abs(Math.Sin(Math.PI * SyllablesPerSecond * time));
                var voice =
                    Math.Sin(2 * Math.PI * Pitch * time)
                    + 0.5 * Math.Sin(4 * Math.PI * Pitch * time)
                    + 0.3 * Math.Sin(14 * Math.PI * Pitch * time);
                return Amplitude(level) * swell * voice;
            }
        );

    /// <summary>Only the noise.</summary>
    public SyntheticSpeech Rest(double seconds, double noise) => Add(seconds, noise, _ => 0);

    /// <summary>Not even noise.</summary>
    public SyntheticSpeech Nothing(double seconds) => Add(seconds, double.NegativeInfinity, _ => 0);

    /// <summary>Measured in pieces of odd lengths, as a file is read.</summary>
    public LevelMeter Measure()
    {
        var meter = new LevelMeter();
        for (var start = 0; start < _samples.Count; start += 777)
            meter.Add(_samples.GetRange(start, Math.Min(777, _samples.Count - start)).ToArray());
        return meter;
    }

    private SyntheticSpeech Add(double seconds, double noise, Func<double, double> voice)
    {
        var count = (int)Math.Round(seconds * SpeechFrames.SampleRate);
        for (var i = 0; i < count; i++)
            _samples.Add((float)(voice((double)i / SpeechFrames.SampleRate) + Amplitude(noise) * Gaussian()));
        return this;
    }

    private double Gaussian() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private static double Amplitude(double decibels) => Math.Pow(10, decibels / 20);
}
