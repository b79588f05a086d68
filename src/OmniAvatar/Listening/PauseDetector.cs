namespace OmniAvatar.Listening;

/// <summary>
/// Finds pauses in speech, whatever the room sounds like. A hundredth of a second is speech when it is louder than the
/// noise around it:
/// <code>
/// level  ──┐      ┌─┐ ┌───         speech begins above   noise + enter
///          │ ┌────┘ └─┘            and lasts until below noise + leave (hysteresis)
///          └─┘                     noise: the least level near by, before or after, whichever is higher
/// </code>
/// The noise is tracked on both sides apart, so that a fan that is switched on raises it at once. What is left between
/// stretches of speech is a pause if it is long enough to be no closed consonant.
/// </summary>
public static class PauseDetector
{
    private const int HopsPerSecond = 100;

    /// <summary>Hops that a level is averaged over, so that one quiet hop within a vowel is no noise: 50 ms.</summary>
    private const int SmoothingHops = 5;

    /// <summary>How far the noise is looked for on either side: longer than anybody speaks without a breath.</summary>
    private const int NoiseHops = 5 * HopsPerSecond;

    /// <summary>Decibels below the loudest speech that a short look at a recording's end must find to be
    /// believed.</summary>
    private const float LeastQuiet = 25;

    /// <summary>Decibels above the noise at which speech begins: a share of the way to the loudest speech, within these
    /// bounds.</summary>
    private const float LeastEnter = 6;
    private const float MostEnter = 30;
    private const float EnterShare = 0.4f;

    /// <summary>Speech ends this share of the way from the noise to where it would begin.</summary>
    private const float LeaveShare = 0.75f;

    /// <summary>Sound right before and after what is found is speech too: breath and the end of a fricative.</summary>
    private const int GuardHops = 3;

    /// <summary>Shorter gaps are closed consonants: 0.2 s, the guards on both sides taken off.</summary>
    private const int LeastPauseHops = HopsPerSecond / 5;

    /// <summary>All pauses, in order; silence before the first word and after the last one included.</summary>
    /// <param name="meter">The measured recording.</param>
    public static IReadOnlyList<Pause> Detect(LevelMeter meter)
    {
        var isSpeech = Speech(meter.Levels);
        var pauses = new List<Pause>();
        for (var hop = 0; hop < isSpeech.Length; )
        {
            if (isSpeech[hop++])
                continue;
            var start = hop - 1;
            while (hop < isSpeech.Length && !isSpeech[hop])
                hop++;
            if (hop - start >= LeastPauseHops)
                pauses.Add(new Pause(SampleOf(start), hop == isSpeech.Length ? meter.Samples : SampleOf(hop)));
        }
        return pauses;
    }

    /// <summary>For each hop whether somebody speaks, guards included.</summary>
    internal static bool[] Speech(IReadOnlyList<float> levels)
    {
        var smooth = Smooth(levels);
        var loudest = smooth.Length == 0 ? LevelMeter.Silence : smooth.Max();
        var noise = Noise(smooth, loudest - LeastQuiet);
        var speech = new bool[smooth.Length];
        var speaking = false;
        for (var hop = 0; hop < smooth.Length; hop++)
        {
            var enter = Math.Clamp(EnterShare * (loudest - noise[hop]), LeastEnter, MostEnter);
            speaking = smooth[hop] > noise[hop] + (speaking ? LeaveShare * enter : enter);
            if (speaking)
                speech.AsSpan(Math.Max(hop - GuardHops, 0)..Math.Min(hop + GuardHops + 1, speech.Length)).Fill(true);
        }
        return speech;
    }

    private static float[] Smooth(IReadOnlyList<float> levels)
    {
        var smooth = new float[levels.Count];
        for (var hop = 0; hop < smooth.Length; hop++)
        {
            var (first, end) = (
                Math.Max(hop - SmoothingHops / 2, 0),
                Math.Min(hop + SmoothingHops / 2 + 1, smooth.Length)
            );
            for (var near = first; near < end; near++)
                smooth[hop] += levels[near] / (end - first);
        }
        return smooth;
    }

    /// <summary>
    /// The noise around each hop. Digital silence (a gate, the silence in front) is no noise: beside it the least sound
    /// would be speech.
    /// </summary>
    /// <param name="levels">Smoothed levels.</param>
    /// <param name="quiet">Anything louder may be a word and nothing else.</param>
    private static float[] Noise(float[] levels, float quiet)
    {
        var (before, after) = (LeastBefore(levels), LeastBefore([.. levels.Reverse()]));
        var noise = new float[levels.Length];
        var reach = Math.Min(NoiseHops, levels.Length);
        for (var hop = 0; hop < levels.Length; hop++)
        {
            // Near a recording's ends a side may hold nothing but the word there: then it looks as far as elsewhere.
            var (left, right) = (before[hop], after[^(hop + 1)]);
            if (left > quiet)
                left = before[Math.Max(hop, reach - 1)];
            if (right > quiet)
                right = after[^(Math.Min(hop, levels.Length - reach) + 1)];
            noise[hop] = (float.IsFinite(left), float.IsFinite(right)) switch
            {
                (true, true) => MathF.Max(left, right),
                (true, false) => left,
                (false, true) => right,
                _ => LevelMeter.Silence,
            };
        }
        return noise;
    }

    private static float[] LeastBefore(float[] levels)
    {
        var window = new SlidingMinimum(NoiseHops);
        return [.. levels.Select(level => window.Add(level <= LevelMeter.Silence ? float.PositiveInfinity : level))];
    }

    private static long SampleOf(int hop) => (long)hop * LevelMeter.SamplesPerHop;
}
