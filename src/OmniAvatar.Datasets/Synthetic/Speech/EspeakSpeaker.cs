using System.Runtime.InteropServices;
using System.Text;

namespace OmniAvatar.Datasets.Synthetic.Speech;

/// <summary>One spoken phrase as espeak gives it.</summary>
/// <param name="Samples">Mono in [-1, 1] at <paramref name="SampleRate"/>.</param>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Phonemes">Espeak's names with the sample each begins at, in order.</param>
internal sealed record SpokenPhrase(float[] Samples, int SampleRate, IReadOnlyList<(string Name, int Start)> Phonemes);

/// <summary>Says phrases with espeak-ng; what is heard depends on the phrases and the voice alone.</summary>
internal static unsafe class EspeakSpeaker
{
    private const float Scale = 1f / 32768;

    // The library is one for the process.
    private static readonly Lock OneAtATime = new();
    private static readonly List<float> Samples = [];
    private static readonly List<(string, int)> Phonemes = [];

    /// <summary>Says each phrase after the other with one voice.</summary>
    /// <exception cref="BadInputException">The library or the voice is missing.</exception>
    public static IReadOnlyList<SpokenPhrase> Say(
        IReadOnlyList<string> phrases,
        Voice voice,
        CancellationToken cancellation
    )
    {
        lock (OneAtATime)
        {
            using var library = new EspeakLibrary(&Heard);
            Choose(library, voice);
            var spoken = new List<SpokenPhrase>(phrases.Count);
            foreach (var phrase in phrases)
            {
                cancellation.ThrowIfCancellationRequested();
                Samples.Clear();
                Phonemes.Clear();
                library.Say(phrase);
                spoken.Add(new SpokenPhrase([.. Samples], library.SampleRate, [.. Phonemes]));
            }
            return spoken;
        }
    }

    private static void Choose(EspeakLibrary library, Voice voice)
    {
        library.SetVoice(voice.Name);
        library.SetParameter(EspeakParameter.Rate, voice.WordsPerMinute);
        library.SetParameter(EspeakParameter.Volume, 100);
        library.SetParameter(EspeakParameter.Pitch, voice.Pitch);
        library.SetParameter(EspeakParameter.PitchRange, voice.PitchRange);
        library.SetParameter(EspeakParameter.Punctuation, 0);
        library.SetParameter(EspeakParameter.Capitals, 0);
        library.SetParameter(EspeakParameter.WordGap, 0);
    }

    [UnmanagedCallersOnly]
    private static int Heard(short* samples, int count, EspeakEvent* events)
    {
        if (samples is not null)
            for (var i = 0; i < count; i++)
                Samples.Add(samples[i] * Scale);
        for (; events->Type != EspeakEvent.End; events++)
            if (events->Type == EspeakEvent.Phoneme)
                Phonemes.Add((Name(events->Id), events->Sample));
        return 0;
    }

    private static string Name(byte* id)
    {
        var bytes = new ReadOnlySpan<byte>(id, 8);
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
