using OmniAvatar.Randomness;
using OmniAvatar.Training.Models;
using OmniAvatar.Training.Objectives;
using OmniAvatar.Training.Optimization;
using OmniAvatar.Training.Samples;
using OmniAvatar.Training.Transformers.Batches;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Transformers;

/// <summary>The loss on clips kept out of training, with the same noise and timesteps each time, so that its values
/// compare.</summary>
internal sealed class Validation
{
    private const string Purpose = "validation";

    /// <summary>Clips that are looked at.</summary>
    private const int MostClips = 16;

    /// <summary>From much noise to little.</summary>
    private static readonly int[] TimestepIndices = [100, 300, 500, 700, 900];

    private readonly FlowMatchingObjective _objective;
    private readonly BatchLoader _loader;
    private readonly TrainingRecipe _recipe;
    private readonly StepRandom _random;
    private readonly List<(int Sample, int LatentFrames)> _clips;

    public Validation(
        FlowMatchingObjective objective,
        BatchLoader loader,
        ITrainingSamples samples,
        TrainingRecipe recipe,
        ClipCuts cuts
    )
    {
        (_objective, _loader, _recipe, _random) = (objective, loader, recipe, new StepRandom(recipe.Seed));
        _clips =
        [
            .. Enumerable
                .Range(0, samples.List.Count)
                .Where(i => samples.List[i].IsForValidation)
                .Select(i => (i, Frames: cuts.BucketOf(samples.List[i])?.LatentFrames ?? 0))
                .Where(clip => clip.Frames > 0)
                .Take(MostClips),
        ];
    }

    /// <summary>Whether there is a clip to look at.</summary>
    public bool IsPossible => _clips.Count > 0;

    /// <summary>The mean loss.</summary>
    public double Run(TrainableNetwork network, CancellationToken cancellation)
    {
        using var grad = no_grad();
        return _clips
            .SelectMany(
                (clip, i) =>
                    TimestepIndices.Select(
                        (index, j) => LossOf(network, clip, index, i * TimestepIndices.Length + j, cancellation)
                    )
            )
            .Average();
    }

    private double LossOf(
        TrainableNetwork network,
        (int Sample, int LatentFrames) clip,
        int index,
        int number,
        CancellationToken cancellation
    )
    {
        using var scope = NewDisposeScope();
        // Given and generated frames as in a video's first window.
        var draw = new SampleDraw(new ClipDraw(index, _recipe.IsBase ? 0 : 1), WithoutAudio: false, WithoutText: false);
        using var clips = _loader.Load(new BatchChoice([clip.Sample], clip.LatentFrames), [draw]);
        var noise = _random.Normal(clips.Clean.shape, Purpose, number).to(clips.Clean.device);
        var noised = _objective.Noise(clips, noise, [draw.Draw]);
        return _objective.Loss(network.Predict(clips, noised, cancellation), noised).Loss.ToDouble();
    }
}
