using OmniAvatar.Listening;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Planning;

namespace OmniAvatar.Datasets.Curation.Measures;

/// <summary>The times of speech in a video, by the loudness of its sound. Times are those of the video: the model's
/// silence in front is taken off.</summary>
internal sealed class SpeechTimes
{
    private const int SamplesPerFrame = SpeechFrames.SampleRate / 25;

    private readonly IReadOnlyList<Pause> _pauses;
    private readonly long _samples;

    /// <param name="pauses">In order, in samples at 16 kHz.</param>
    /// <param name="samples">Length of the sound.</param>
    internal SpeechTimes(IReadOnlyList<Pause> pauses, long samples) => (_pauses, _samples) = (pauses, samples);

    /// <summary>From decoded speech.</summary>
    public static SpeechTimes Of(Speech speech)
    {
        const long lead = SpeechDecoder.LeadSamples;
        var pauses = PauseDetector
            .Detect(speech.Levels)
            .Where(pause => pause.End > lead)
            .Select(pause => new Pause(Math.Max(0, pause.Start - lead), pause.End - lead));
        return speech.IsSilent ? new SpeechTimes([], 0) : new SpeechTimes([.. pauses], speech.Samples - lead);
    }

    /// <summary>The middle of each pause, in frames at 25 a second: where cutting hurts no word.</summary>
    public IReadOnlyList<int> Places =>
        [.. _pauses.Select(pause => (int)((pause.Start + pause.End) / 2 / SamplesPerFrame))];

    /// <summary>The share of a span with speech, 0 to 1; there is no speech after the sound's end.</summary>
    public double ShareOf(FrameSpan span)
    {
        var (start, end) = ((long)span.Start * SamplesPerFrame, (long)span.End * SamplesPerFrame);
        var heard = Math.Clamp(_samples - start, 0, end - start);
        var quiet = _pauses.Sum(pause =>
            Math.Max(0, Math.Min(pause.End, start + heard) - Math.Max(pause.Start, start))
        );
        return (double)(heard - quiet) / (end - start);
    }
}
