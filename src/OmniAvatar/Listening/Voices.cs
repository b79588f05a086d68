namespace OmniAvatar.Listening;

/// <summary>How loud each speaker is over time, a hundredth of a second at a time; silent where somebody does not
/// speak.</summary>
public sealed class Voices
{
    /// <summary>The loudness of a silent speaker.</summary>
    public const float Silent = float.NegativeInfinity;

    /// <summary>Of equal loudness for all who speak at a time, as a list of who speaks when knows it.</summary>
    private const float Speaking = 0;

    private readonly float[][] _loudness;

    private Voices(float[][] loudness) => _loudness = loudness;

    /// <summary>Number of speakers.</summary>
    public int Count => _loudness.Length;

    /// <summary>Hops of 10 ms, of the longest recording.</summary>
    public int Hops => _loudness.Max(voice => voice.Length);

    /// <summary>Loudness of a speaker in decibels of full scale, or <see cref="Silent"/>.</summary>
    public float this[int speaker, int hop] => hop < _loudness[speaker].Length ? _loudness[speaker][hop] : Silent;

    /// <summary>One measured track a speaker; in each, what is louder than its own noise is the speaker.</summary>
    public static Voices OfTracks(IReadOnlyList<LevelMeter> tracks) => new([.. tracks.Select(OfTrack)]);

    /// <summary>From a list of who speaks when.</summary>
    /// <param name="spoken">For each speaker the stretches, in samples at 16 kHz, in any order.</param>
    /// <param name="samples">Length of the recording in samples.</param>
    public static Voices OfList(IReadOnlyList<IReadOnlyList<Stretch>> spoken, long samples)
    {
        var hops = (int)(samples / LevelMeter.SamplesPerHop);
        return new([.. spoken.Select(stretches => OfStretches(stretches, hops))]);
    }

    private static float[] OfTrack(LevelMeter track)
    {
        var speech = PauseDetector.Speech(track.Levels);
        return [.. speech.Select((speaks, hop) => speaks ? track.Levels[hop] : Silent)];
    }

    private static float[] OfStretches(IReadOnlyList<Stretch> stretches, int hops)
    {
        var loudness = new float[hops];
        loudness.AsSpan().Fill(Silent);
        foreach (var (start, end) in stretches)
            loudness.AsSpan(HopOf(start, hops)..HopOf(end, hops)).Fill(Speaking);
        return loudness;
    }

    private static int HopOf(long sample, int hops) => (int)Math.Clamp(sample / LevelMeter.SamplesPerHop, 0, hops);
}

/// <summary>A stretch of a recording in samples at 16 kHz.</summary>
/// <param name="Start">Its first sample.</param>
/// <param name="End">The sample after its last, at least <paramref name="Start"/>.</param>
public readonly record struct Stretch(long Start, long End);
