using OmniAvatar.Diffusion.Schedulers;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Areas.Training;

/// <summary>The schedule of training: noisy samples, targets and loss weights, also for timesteps that lie between the
/// schedule's own.</summary>
internal static class TrainingCase
{
    public const string Prefix = "train";

    public static void Check(CaseChecks checks, GoldenTensors file, FlowMatchScheduler scheduler)
    {
        using var scope = NewDisposeScope();
        checks.SameList("train_steps", [scheduler.Steps], file.ShapeOf("train.sigmas"));
        var timesteps = tensor(scheduler.Timesteps.ToArray());
        file.Relative("train.sigmas", tensor(scheduler.Sigmas.ToArray()), Limits.Schedule);
        file.Relative("train.timesteps", timesteps, Limits.Schedule);
        file.Near("train.weights", tensor(scheduler.TrainingWeights.ToArray()), Limits.Scheduler);

        var drawn = timesteps.index_select(0, file.Read("train.sample_index"));
        file.Relative("train.sample_timesteps", drawn, Limits.Schedule);
        var (clean, noise) = (file.Read("train.clean"), file.Read("train.noise"));
        file.Near("train.noisy", Noisy(scheduler, clean, noise, drawn), Limits.Scheduler);
        file.Near("train.target", FlowMatchScheduler.TrainingTarget(clean, noise), Limits.Scheduler);
        file.Near("train.sample_weights", Weights(scheduler, drawn), Limits.Scheduler);

        var between = file.Read("train.offgrid_timesteps");
        file.Near("train.offgrid_weights", Weights(scheduler, between), Limits.Scheduler);
        file.Near("train.offgrid_noisy", Noisy(scheduler, clean, noise, between), Limits.Scheduler);
    }

    /// <summary>The first samples, as many as there are timesteps, each with its own timestep's noise.</summary>
    private static Tensor Noisy(FlowMatchScheduler scheduler, Tensor clean, Tensor noise, Tensor timesteps) =>
        stack([.. Values(timesteps).Select((timestep, i) => scheduler.AddNoise(clean[i], noise[i], timestep))]);

    private static Tensor Weights(FlowMatchScheduler scheduler, Tensor timesteps) =>
        tensor([.. Values(timesteps).Select(scheduler.TrainingWeight)]);

    private static float[] Values(Tensor timesteps) => timesteps.to(ScalarType.Float32).data<float>().ToArray();
}
