using OmniAvatar.Training.Synthetic;
using OmniAvatar.Training.Synthetic.Clips;
using OmniAvatar.Training.Synthetic.Faces;
using OmniAvatar.Training.Synthetic.Motion;

namespace OmniAvatar.Benchmarks.SmallModel;

/// <summary>Faces and voices that no training saw, from a seed that no training uses; the same in each run.</summary>
/// <param name="side">Pixels a side.</param>
internal sealed class HeldOutClips(int side)
{
    private const long Seed = 20_011;
    private const int Most = 1000;
    private const double LongestDrawn = 60;

    /// <summary>Clip <paramref name="index"/> of a length in seconds, 1 to 60.</summary>
    public SpokenClip Of(int index, double seconds, CancellationToken cancellation) =>
        SpokenClip.Of(Name(index, seconds), Clips(seconds).ReadWithTruth(index, cancellation));

    /// <summary>The face of clip <paramref name="index"/> with speech of any length, drawn for its first part only.</summary>
    public SpokenClip Long(int index, double seconds, CancellationToken cancellation)
    {
        var clips = Clips(Math.Min(seconds, LongestDrawn));
        var parts = Enumerable.Range(0, (int)Math.Ceiling(seconds / LongestDrawn)).Select(part => clips.Plan(index + part, cancellation)).ToArray();
        var first = clips.ReadWithTruth(index, cancellation);
        return SpokenClip.Of(Name(index, seconds), first) with
        {
            Speech = [.. parts.SelectMany(part => part.Utterance.Samples)],
            Opening = [.. parts.SelectMany(part => part.Mouth.Opening)],
        };
    }

    /// <summary>The same face and speech with another behaviour: only the prompt, and what is drawn, differ.</summary>
    public SpokenClip Behaving(int index, double seconds, Behaviour behaviour, CancellationToken cancellation)
    {
        var clips = Clips(seconds);
        var plan = clips.Plan(index, cancellation);
        var neutral = plan.Poses[0];
        var poses = PoseTrack.Draw(SeededRandom.Of(Seed, index), behaviour, plan.Mouth);
        poses[0] = neutral;
        var clip = clips.Draw(plan with { Scene = plan.Scene with { Behaviour = behaviour }, Poses = poses }, cancellation);
        return SpokenClip.Of($"{Name(index, seconds)}-{behaviour.ToString().ToLowerInvariant()}", clip);
    }

    private SyntheticClips Clips(double seconds) => new(new SyntheticClipOptions
    {
        Seed = Seed,
        Count = Most,
        Split = DatasetSplit.HeldOut,
        Width = side,
        Height = side,
        LeastSeconds = seconds,
        MostSeconds = seconds,
    });

    private static string Name(int index, double seconds) => FormattableString.Invariant($"clip-{index + 1:000}-{seconds:0.#}s");
}
