using OmniAvatar.Randomness;

namespace OmniAvatar.Datasets.Synthetic.Speech;

/// <summary>Lines up spoken phrases and pauses to a given length.</summary>
internal sealed class UtteranceComposer
{
    private const int SampleRate = 16_000;
    private const float Peak = 0.85f;
    private const double LeastPause = 0.3;
    private const double MostPause = 1.2;

    // Less than any phrase with its pause takes: enough phrases are said to fill a clip.
    private const double SecondsPerPhrase = 1.1;

    private readonly List<float> _samples = [];
    private readonly List<PhonemeSpan> _phonemes = [];
    private readonly List<string> _said = [];

    private double Now => (double)_samples.Count / SampleRate;

    /// <summary>Speaks for a time; the last phrase is cut off where it does not fit, like any clip's.</summary>
    /// <param name="random">Decides words and pauses.</param>
    /// <param name="voice">Who speaks.</param>
    /// <param name="samples">How long, in samples at 16 kHz.</param>
    /// <param name="cancellation">Stops between phrases.</param>
    /// <exception cref="BadInputException">The speech library or the voice is missing.</exception>
    public static Utterance Compose(SeededRandom random, Voice voice, int samples, CancellationToken cancellation)
    {
        var count = (int)Math.Ceiling(samples / (SampleRate * SecondsPerPhrase)) + 1;
        var phrases = Enumerable.Range(0, count).Select(_ => Sentences.Compose(random)).ToArray();
        var composer = new UtteranceComposer();
        composer.Pause(random.Between(0.1, 0.4));
        foreach (var phrase in EspeakSpeaker.Say(phrases, voice, cancellation).Zip(phrases))
        {
            if (composer._samples.Count >= samples)
                break;
            composer.Add(phrase.First, phrase.Second);
            composer.Pause(random.Between(LeastPause, MostPause));
        }
        return composer.Cut(samples);
    }

    private void Pause(double seconds)
    {
        var start = Now;
        _samples.AddRange(new float[(int)(seconds * SampleRate)]);
        _phonemes.Add(new PhonemeSpan(PhonemeClasses.Silence, start, Now));
    }

    private void Add(SpokenPhrase phrase, string text)
    {
        var start = Now;
        // Espeak ends with a silence of its own; ours takes its place.
        var spoken = phrase
            .Phonemes.Reverse()
            .SkipWhile(p => PhonemeClasses.Of(p.Name) == PhonemeClasses.Silence)
            .Count();
        var end = spoken < phrase.Phonemes.Count ? phrase.Phonemes[spoken].Start : phrase.Samples.Length;
        _samples.AddRange(
            Resampler.Convert(
                phrase.Samples.AsSpan(0, Math.Min(end, phrase.Samples.Length)),
                phrase.SampleRate,
                SampleRate
            )
        );
        for (var i = 0; i < spoken; i++)
        {
            var next = i + 1 < spoken ? phrase.Phonemes[i + 1].Start : end;
            _phonemes.Add(
                new PhonemeSpan(
                    PhonemeClasses.Of(phrase.Phonemes[i].Name),
                    Seconds(phrase.Phonemes[i].Start),
                    Seconds(next)
                )
            );
        }
        _said.Add(text);

        double Seconds(int sample) => start + ((double)sample / phrase.SampleRate);
    }

    private Utterance Cut(int samples)
    {
        var sound = _samples
            .Take(samples)
            .Concat(Enumerable.Repeat(0f, Math.Max(0, samples - _samples.Count)))
            .ToArray();
        var loudest = Math.Max(sound.Max(Math.Abs), 1e-6f);
        for (var i = 0; i < sound.Length; i++)
            sound[i] *= Peak / loudest;
        var end = (double)samples / SampleRate;
        var spans = _phonemes.Where(p => p.Start < end).Select(p => p with { End = Math.Min(p.End, end) });
        return new Utterance(string.Join(" / ", _said), sound, [.. spans]);
    }
}
