using System.Globalization;
using OmniAvatar.Datasets.Synthetic;
using OmniAvatar.Datasets.Synthetic.Clips;
using OmniAvatar.Datasets.Synthetic.Faces;
using OmniAvatar.Datasets.Synthetic.Motion;
using OmniAvatar.Randomness;

namespace OmniAvatar.Benchmarks.SmallModel.Videos;

/// <summary>Faces and voices that no training saw, from a seed that no training uses; the same in each run.</summary>
internal sealed class HeldOutClips
{
    /// <summary>Pixels a side.</summary>
    public const int Side = 96;

    private const long Seed = 20_011;
    private const int Most = 1000;
    private const double LongestDrawn = 60;

    /// <summary>What a clip is called.</summary>
    public static string Name(int index, double seconds, Behaviour? behaviour = null) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"clip-{index + 1:000}-{seconds:0.#}s{(behaviour is null ? "" : $"-{behaviour.ToString()!.ToLowerInvariant()}")}"
        );

    /// <summary>Frames of a clip's speech.</summary>
    public static int Frames(double seconds) => Parts(seconds) * SyntheticClips.FramesOf(seconds / Parts(seconds));

    /// <summary>Clip <paramref name="index"/> of a length in seconds, 1 to 60.</summary>
    public SpokenClip Of(int index, double seconds, CancellationToken cancellation) =>
        SpokenClip.Of(Name(index, seconds), Clips(seconds).ReadWithTruth(index, cancellation));

    /// <summary>The face of clip <paramref name="index"/> with speech of any length: a voice speaks for a minute at
    /// most, then another one. Only its first part is drawn.</summary>
    public SpokenClip Long(int index, double seconds, CancellationToken cancellation)
    {
        var clips = Clips(seconds / Parts(seconds));
        var parts = Enumerable
            .Range(0, Parts(seconds))
            .Select(part => clips.Plan(index + part, cancellation))
            .ToArray();
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
        var clip = clips.Draw(
            plan with
            {
                Scene = plan.Scene with { Behaviour = behaviour },
                Poses = poses,
            },
            cancellation
        );
        return SpokenClip.Of(Name(index, seconds, behaviour), clip);
    }

    private static SyntheticClips Clips(double seconds) =>
        new(
            new SyntheticClipOptions
            {
                Seed = Seed,
                Count = Most,
                Split = DatasetSplit.HeldOut,
                Width = Side,
                Height = Side,
                LeastSeconds = seconds,
                MostSeconds = seconds,
            }
        );

    private static int Parts(double seconds) => (int)Math.Ceiling(seconds / LongestDrawn);
}
