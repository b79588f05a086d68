using OmniAvatar.Datasets.Synthetic.Speech;

namespace OmniAvatar.Datasets.Synthetic.Motion;

/// <summary>
/// A mouth over time at 25 frames a second: what the sounds ask for, as far as the voice is loud, without jumps. Frame
/// f shows the mouth at f / 25 s; its phoneme is the one heard in the frame's middle.
/// </summary>
/// <param name="Opening">For each frame, 0 closed to 1 wide open.</param>
/// <param name="Width">For each frame, -1 rounded to 1 spread.</param>
/// <param name="Phonemes">For each frame, a number of <see cref="PhonemeClasses.Names"/>.</param>
public sealed record MouthTrack(float[] Opening, float[] Width, int[] Phonemes)
{
    private const int TicksPerSecond = 100;
    private const int TicksPerFrame = 4;
    private const int SamplesPerTick = 160;
    private const double LoudPart = 0.9;
    private const float Softness = 0.5f; // Loudness is heard, and shown, about as the root of the amplitude.
    private const float Shut = 0.03f;

    /// <summary>The mouth of an utterance.</summary>
    /// <param name="utterance">What is said.</param>
    /// <param name="frames">How many frames.</param>
    public static MouthTrack Of(Utterance utterance, int frames)
    {
        var ticks = frames * TicksPerFrame;
        var opening = new float[ticks];
        var width = new float[ticks];
        var closed = new float[ticks];
        var sounds = new int[ticks];
        var loudness = Loudness(utterance.Samples, ticks);
        foreach (var span in utterance.Phonemes)
        {
            var viseme = Viseme.Of(span.Class);
            var (first, last) = (
                (int)Math.Round(span.Start * TicksPerSecond),
                Math.Min(ticks, (int)Math.Round(span.End * TicksPerSecond))
            );
            for (var t = first; t < last; t++)
            {
                var way = (float)(t - first) / (last - first);
                opening[t] = float.Lerp(viseme.Opening, viseme.LastOpening, way) * loudness[t];
                width[t] = float.Lerp(viseme.Width, viseme.LastWidth, way);
                closed[t] = viseme.IsClosed ? 1 : 0;
                sounds[t] = span.Class;
            }
        }
        return Sampled(Smoothed(opening, 3), Smoothed(width, 5), Smoothed(closed, 1.5), sounds);
    }

    private static MouthTrack Sampled(float[] opening, float[] width, float[] closed, int[] sounds)
    {
        var frames = opening.Length / TicksPerFrame;
        var track = new MouthTrack(new float[frames], new float[frames], new int[frames]);
        for (var f = 0; f < frames; f++)
        {
            var t = f * TicksPerFrame;
            // Smoothing must not keep the lips from meeting.
            var open = opening[t] * (1 - closed[t]);
            track.Opening[f] = open < Shut ? 0 : Math.Min(1, open);
            track.Width[f] = width[t];
            track.Phonemes[f] = sounds[t + (TicksPerFrame / 2)];
        }
        return track;
    }

    private static float[] Loudness(float[] samples, int ticks)
    {
        var levels = new float[ticks];
        for (var t = 0; t < ticks; t++)
        {
            var (first, last) = (
                Math.Max(0, (t - 1) * SamplesPerTick),
                Math.Min(samples.Length, (t + 2) * SamplesPerTick)
            );
            var sum = 0f;
            for (var i = first; i < last; i++)
                sum += samples[i] * samples[i];
            levels[t] = MathF.Sqrt(sum / Math.Max(1, last - first));
        }
        var heard = levels.Where(level => level > 0.005f).Order().ToArray();
        var loud = heard.Length == 0 ? 1 : heard[(int)(LoudPart * (heard.Length - 1))];
        return Array.ConvertAll(levels, level => MathF.Pow(Math.Min(1.2f, level / loud), Softness));
    }

    /// <summary>Gaussian, its width in ticks.</summary>
    private static float[] Smoothed(float[] values, double sigma)
    {
        var reach = (int)Math.Ceiling(3 * sigma);
        var kernel = Enumerable
            .Range(-reach, (2 * reach) + 1)
            .Select(k => Math.Exp(-k * k / (2 * sigma * sigma)))
            .ToArray();
        var total = kernel.Sum();
        var smoothed = new float[values.Length];
        for (var t = 0; t < values.Length; t++)
        {
            var sum = 0.0;
            for (var k = 0; k < kernel.Length; k++)
                sum += kernel[k] * values[Math.Clamp(t + k - reach, 0, values.Length - 1)];
            smoothed[t] = (float)(sum / total);
        }
        return smoothed;
    }
}
