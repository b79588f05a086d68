using OmniAvatar.Randomness;
using OmniAvatar.Training.Objectives;
using OmniAvatar.Training.Samples;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Transformers.Batches;

/// <summary>What chance decides about one clip, what it hears and reads included.</summary>
internal sealed record SampleDraw(ClipDraw Draw, bool WithoutAudio, bool WithoutText);

/// <summary>Reads samples and puts them side by side as a segment's inputs are at rendering.</summary>
internal sealed class BatchLoader(ITrainingSamples samples, TrainingRecipe recipe, Device device)
{
    /// <summary>The draws of a batch.</summary>
    public static IReadOnlyList<SampleDraw> Draw(
        StepRandom random,
        TrainingRecipe recipe,
        BatchChoice choice,
        long batch
    ) =>
        [
            .. Enumerable
                .Range(0, choice.Samples.Count)
                .Select(i => new SampleDraw(
                    new ClipDraw(
                        random.Below(FlowMatchingObjective.Steps, "timestep", batch, i),
                        recipe.IsBase
                            ? 0
                            : 1
                                + random.Below(
                                    Math.Min(recipe.LongestPrefix, choice.LatentFrames - 1),
                                    "prefix",
                                    batch,
                                    i
                                )
                    ),
                    random.Unit("audio", batch, i) < recipe.AudioDrop,
                    random.Unit("text", batch, i) < recipe.TextDrop
                )),
        ];

    /// <summary>A batch on the device that computes; the caller disposes it.</summary>
    /// <exception cref="BadInputException">A sample is missing, damaged or of another model.</exception>
    public ClipBatch Load(BatchChoice choice, IReadOnlyList<SampleDraw> draws)
    {
        using var scope = NewDisposeScope();
        var clips = choice.Samples.Select(samples.Read).ToList();
        var audioRows = 4 * choice.LatentFrames - 3;
        return new ClipBatch(
            Stack(clips.Select(clip => clip.Latents.narrow(1, 0, choice.LatentFrames))),
            recipe.IsBase ? null : Stack(clips.Select(clip => clip.Reference)),
            Stack(clips.Select((clip, i) => Filled(draws[i].WithoutText ? samples.ReadEmptyText() : clip.Text))),
            recipe.IsBase
                ? null
                : Stack(
                    clips.Select(
                        (clip, i) =>
                            draws[i].WithoutAudio
                                ? zeros(audioRows, samples.Sizes.AudioWidth)
                                : clip.Audio.narrow(0, 0, audioRows)
                    )
                )
        );
    }

    private Tensor Stack(IEnumerable<Tensor> parts) => stack([.. parts]).to(device).MoveToOuterDisposeScope();

    /// <summary>Rows of text, and zeros after them.</summary>
    private Tensor Filled(Tensor rows)
    {
        var missing = samples.Sizes.TextLength - rows.size(0);
        if (missing < 0)
            throw new BadInputException(
                $"A training sample has {rows.size(0)} rows of text; at most {samples.Sizes.TextLength} are allowed."
            );
        return cat([rows, zeros(missing, rows.size(1))], dim: 0);
    }
}
