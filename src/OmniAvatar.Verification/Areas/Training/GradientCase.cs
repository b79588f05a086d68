using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Training.Models;
using OmniAvatar.Training.Objectives;
using OmniAvatar.Training.Optimization;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using TorchSharp.Modules;
using static OmniAvatar.Verification.GoldenRun;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Areas.Training;

/// <summary>One clip through the objective: what the network is shown, what it answers, the loss, and the gradient of
/// every trained weight.</summary>
internal static class GradientCase
{
    private const string Recomputed = ".recomputed";

    public static void Check(
        CaseChecks checks,
        GoldenJson config,
        GoldenJson golden,
        FlowMatchingObjective objective,
        WanTransformer network
    )
    {
        using var owned = network;
        var file = checks.Tensors(TensorFile(golden["name"].Text()));
        var inputs = TrainingInputs.Read(file, network.Config);
        CheckInputs(checks, golden, inputs);
        var trained = TrainedWeights.Select(network, TrainingMode.Lora, []);

        var (noised, prediction, loss) = inputs.Backward(objective, network);
        CheckNoised(file, noised, inputs, objective);
        file.Near("output.prediction", prediction, Limits.Network);
        file.Relative("output.mse", loss.SquaredErrors, Limits.Loss);
        file.Relative("output.loss", loss.Loss.reshape(1), Limits.Loss);
        foreach (var (name, value) in trained)
            file.Near($"grad.{name}", GradientOf(value), Limits.Gradient);
        CheckRecomputed(checks, objective, network, inputs, trained);
        file.Relative(
            "output.grad_norm",
            tensor(
                new[]
                {
                    GradientClipping.Clip([.. trained.Select(parameter => parameter.Value)], double.PositiveInfinity),
                }
            ),
            Limits.Loss
        );
        CheckResult(checks, config["results"][golden["name"].Text()], loss);
    }

    /// <summary>The configuration says each case's sizes and draw a second time.</summary>
    private static void CheckInputs(CaseChecks checks, GoldenJson golden, TrainingInputs inputs)
    {
        checks.SameList(
            "input.clean_latents.size",
            [golden["T"].Integer(), golden["h"].Integer(), golden["w"].Integer()],
            inputs.Clips.Clean.shape[2..].Select(size => (int)size).ToList()
        );
        checks.Same("input.context.rows", golden["L"].Integer(), (int)inputs.Clips.Text.size(1));
        checks.Same("input.timestep_index.config", golden["idx"].Integer(), inputs.Draw.TimestepIndex);
        checks.Same("input.prefix_latent_frames.config", golden["p"].Integer(), inputs.Draw.PrefixLatentFrames);
        checks.Same(
            "input.audio_emb.heard",
            golden["audio"].Flag(),
            inputs.Clips.Audio!.count_nonzero().item<long>() > 0
        );
    }

    private static void CheckNoised(
        GoldenTensors file,
        NoisedClips noised,
        TrainingInputs inputs,
        FlowMatchingObjective objective
    )
    {
        file.Exact("input.y", noised.Conditions);
        file.Near("timestep", noised.Timesteps, Limits.Scheduler);
        file.Near("sigma", tensor(new[] { objective.Schedule.Sigmas[inputs.Draw.TimestepIndex] }), Limits.Scheduler);
        file.Near("training_weight", tensor(noised.Weights.ToArray()), Limits.Scheduler);
        file.Near("noisy_latents_with_prefix", noised.Latents, Limits.Scheduler);
        file.Near("target", noised.Target, Limits.Scheduler);
    }

    /// <summary>Blocks that are computed again on the way back must give what they give without.</summary>
    private static void CheckRecomputed(
        CaseChecks checks,
        FlowMatchingObjective objective,
        WanTransformer network,
        TrainingInputs inputs,
        IReadOnlyList<(string Name, Parameter Value)> trained
    )
    {
        var expected = trained.Select(parameter => GradientOf(parameter.Value).clone()).ToList();
        foreach (var (_, value) in trained)
            value.grad?.zero_();
        inputs.Backward(objective, network, new BlockRecomputation());
        for (var i = 0; i < trained.Count; i++)
            checks.Add(
                TensorComparison.Near(
                    $"grad.{trained[i].Name}{Recomputed}",
                    expected[i],
                    GradientOf(trained[i].Value),
                    Limits.Gradient
                )
            );
    }

    private static void CheckResult(CaseChecks checks, GoldenJson result, ClipLoss loss) =>
        checks.Add(
            TensorComparison.Relative(
                "output.loss.config",
                tensor(new[] { result["loss"].Number() }),
                loss.Loss.reshape(1),
                Limits.Loss
            )
        );

    private static Tensor GradientOf(Parameter parameter) => parameter.grad ?? zeros_like(parameter);
}
