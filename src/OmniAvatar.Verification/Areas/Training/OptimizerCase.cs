using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Training.Models;
using OmniAvatar.Training.Objectives;
using OmniAvatar.Training.Optimization;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using TorchSharp.Modules;
using static OmniAvatar.Verification.GoldenRun;
using static TorchSharp.torch;
using AdamW = OmniAvatar.Training.Optimization.AdamW;

namespace OmniAvatar.Verification.Areas.Training;

/// <summary>Steps of the optimizer from a fresh memory: losses, norms before clipping, and every trained weight after
/// each step.</summary>
internal static class OptimizerCase
{
    private const string Initial = "initial.";
    private const string FromZero = "zeros";
    private const string Up = ".lora_B.";
    private const string AudioNorm = "audio_proj.norm_out.weight";

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
        var trained = TrainedWeights.Select(network, TrainingMode.Lora, []);
        if (golden["lora_B"].Text() == FromZero)
            foreach (
                var (_, value) in trained.Where(parameter => parameter.Name.Contains(Up, StringComparison.Ordinal))
            )
                value.zero_();
        foreach (var name in file.Names.Where(name => name.StartsWith(Initial, StringComparison.Ordinal)).ToList())
            file.Exact(name, trained.Single(parameter => parameter.Name == name[Initial.Length..]).Value);

        var options = config["optimizer"];
        using var optimizer = new AdamW(trained, OptionsOf(options));
        foreach (var (clip, step) in golden["batches"].Items.Select((batch, i) => (batch.Text(), i + 1)))
        {
            optimizer.ZeroGradients();
            var (_, _, loss) = TrainingInputs
                .Read(checks.Tensors(TensorFile(clip)), network.Config)
                .Backward(objective, network);
            var limit = options["max_grad_norm"].Number();
            var norm = GradientClipping.Clip([.. trained.Select(parameter => parameter.Value)], limit);
            optimizer.Step(options["lr"].Number());

            file.Relative($"step{step}.loss", loss.Loss.reshape(1), Limits.Loss);
            file.Relative($"step{step}.grad_norm_before_clip", tensor(new[] { norm }), Limits.Loss);
            file.Relative($"step{step}.clip_factor", tensor(new[] { Math.Min(1, limit / (norm + 1e-6)) }), Limits.Loss);
            CheckWeights(checks, file, $"step{step}.param", trained);
        }
    }

    private static AdamWOptions OptionsOf(GoldenJson options) =>
        new()
        {
            Beta1 = options["betas"].Numbers()[0],
            Beta2 = options["betas"].Numbers()[1],
            Epsilon = options["eps"].Number(),
            WeightDecay = options["weight_decay"].Number(),
        };

    /// <summary>Single weights differ by as much as a rounding of the gradient's sign makes; over all of them mistakes
    /// show in the mean.</summary>
    private static void CheckWeights(
        CaseChecks checks,
        GoldenTensors file,
        string prefix,
        IReadOnlyList<(string Name, Parameter Value)> trained
    )
    {
        using var scope = NewDisposeScope();
        var differences = trained.ToDictionary(
            parameter => parameter.Name,
            parameter => Difference(file, $"{prefix}.{parameter.Name}", parameter.Value)
        );
        var all = cat([.. differences.Values.Select(difference => difference.flatten())]);
        checks.Add(new Comparison($"{prefix}.mean", all.mean().item<double>(), Limits.StepMean));
        checks.Add(new Comparison($"{prefix}.largest", all.max().item<double>(), Limits.StepLargest));
        checks.Add(
            new Comparison($"{prefix}.{AudioNorm}", differences[AudioNorm].max().item<double>(), Limits.StepAudioNorm)
        );
    }

    private static Tensor Difference(GoldenTensors file, string name, Parameter actual)
    {
        var expected = file.Read(name);
        return expected.shape.SequenceEqual(actual.shape)
            ? expected.to(ScalarType.Float64).sub(actual.detach().to(ScalarType.Float64)).abs()
            : throw new BadInputException($"The tensor {name} has another shape than the network's.");
    }
}
