namespace OmniAvatar.Listening;

/// <summary>The loudness of each speaker over the next moment: the mean of the decibels of the hops with
/// speech.</summary>
internal sealed class RunningLoudness(Voices voices, int hops)
{
    private readonly double[] _sums = new double[voices.Count];
    private readonly int[] _spoken = new int[voices.Count];
    private int _end;

    /// <summary>Decibels of full scale; <see cref="Voices.Silent"/> for a speaker who is silent in it.</summary>
    public float this[int speaker] =>
        _spoken[speaker] == 0 ? Voices.Silent : (float)(_sums[speaker] / _spoken[speaker]);

    /// <summary>Looks at hops [hop, hop + length); each call moves on by one.</summary>
    public void MoveTo(int hop)
    {
        for (; _end < hop + hops; _end++)
            Count(_end, 1);
        if (hop > 0)
            Count(hop - 1, -1);
    }

    /// <summary>Who is loudest of those who speak now, or null.</summary>
    public int? Loudest()
    {
        var loudest = default(int?);
        for (var speaker = 0; speaker < voices.Count; speaker++)
            if (_spoken[speaker] > 0 && (loudest is not { } best || this[speaker] > this[best]))
                loudest = speaker;
        return loudest;
    }

    private void Count(int hop, int sign)
    {
        for (var speaker = 0; speaker < voices.Count; speaker++)
        {
            var loudness = voices[speaker, hop];
            if (loudness == Voices.Silent)
                continue;
            _sums[speaker] += sign * loudness;
            _spoken[speaker] += sign;
        }
    }
}
