using OmniAvatar.Diffusion.Schedulers;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Objectives;

/// <summary>
/// Flow matching (arXiv 2210.02747) with given frames (arXiv 2506.18866, section 3.4): a clip is mixed with noise, its
/// first latent frames stay clean as a segment's do that continues another, and the network learns noise - clean on the
/// frames after them.
/// </summary>
public sealed class FlowMatchingObjective(FlowMatchScheduler schedule)
{
    /// <summary>Steps of the released training schedule.</summary>
    public const int Steps = 1000;

    /// <summary>The released schedule: 1000 steps, shift 5.</summary>
    public FlowMatchingObjective()
        : this(new FlowMatchScheduler(Steps)) { }

    /// <summary>The schedule that timestep indices count in.</summary>
    public FlowMatchScheduler Schedule => schedule;

    /// <summary>Mixes clips with noise.</summary>
    /// <param name="clips">The clips.</param>
    /// <param name="noise">Standard normal, of the shape of the latents.</param>
    /// <param name="draws">One for each clip.</param>
    /// <exception cref="WrongUseException">A clip has no frame after the given ones, or the draws are not one for each
    /// clip.</exception>
    public NoisedClips Noise(ClipBatch clips, Tensor noise, IReadOnlyList<ClipDraw> draws)
    {
        if (
            draws.Count != clips.Count
            || draws.Any(draw => draw.PrefixLatentFrames < 0 || draw.PrefixLatentFrames >= clips.LatentFrames)
        )
            throw new WrongUseException(
                "Every clip of a batch needs a draw that leaves at least one latent frame to generate."
            );
        using var scope = NewDisposeScope();
        // (B, 16, T, h, w)
        var latents = stack([.. draws.Select((draw, i) => WithPrefix(clips.Clean[i], noise[i], draw))]);
        var timesteps = tensor(
            draws.Select(draw => schedule.Timesteps[draw.TimestepIndex]).ToArray(),
            device: clips.Clean.device
        ); // (B)
        return new NoisedClips(
            latents.MoveToOuterDisposeScope(),
            Conditions(clips, draws).MoveToOuterDisposeScope(),
            timesteps.MoveToOuterDisposeScope(),
            FlowMatchScheduler.TrainingTarget(clips.Clean, noise).MoveToOuterDisposeScope(),
            [.. draws.Select(draw => schedule.TrainingWeights[draw.TimestepIndex])],
            [.. draws.Select(draw => draw.PrefixLatentFrames)]
        );
    }

    /// <summary>The loss of a prediction (B, 16, T, h, w), computed in float32.</summary>
    public ClipLoss Loss(Tensor prediction, NoisedClips clips)
    {
        using var scope = NewDisposeScope();
        var errors = stack([
            .. clips.Prefixes.Select((prefix, i) => SquaredError(prediction[i], clips.Target[i], prefix)),
        ]); // (B)
        var weights = tensor(clips.Weights.ToArray(), device: prediction.device); // (B)
        return new ClipLoss(
            errors.mul(weights).mean().MoveToOuterDisposeScope(),
            errors.detach().MoveToOuterDisposeScope()
        );
    }

    private Tensor WithPrefix(Tensor clean, Tensor noise, ClipDraw draw) // (16, T, h, w)
    {
        var noisy = schedule.AddNoise(clean, noise, schedule.Timesteps[draw.TimestepIndex]);
        var rest = clean.size(1) - draw.PrefixLatentFrames;
        return cat(
            [clean.narrow(1, 0, draw.PrefixLatentFrames), noisy.narrow(1, draw.PrefixLatentFrames, rest)],
            dim: 1
        );
    }

    private static Tensor Conditions(ClipBatch clips, IReadOnlyList<ClipDraw> draws)
    {
        var shape = clips.Clean.shape; // B, 16, T, h, w
        if (clips.Reference is null)
            return zeros([shape[0], 0, .. shape[2..]], device: clips.Clean.device);
        var mask = ones([shape[0], 1, .. shape[2..]], device: clips.Clean.device);
        for (var i = 0; i < draws.Count; i++)
            mask[i].narrow(1, 0, draws[i].PrefixLatentFrames).zero_();
        return cat([clips.Reference.expand(-1, -1, shape[2], -1, -1), mask], dim: 1); // (B, 17, T, h, w)
    }

    private static Tensor SquaredError(Tensor prediction, Tensor target, int prefix) // (16, T, h, w)
    {
        var generated = target.size(1) - prefix;
        return prediction
            .narrow(1, prefix, generated)
            .to(ScalarType.Float32)
            .sub(target.narrow(1, prefix, generated))
            .square()
            .mean();
    }
}
