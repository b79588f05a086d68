using System.Text.Json;
using OmniAvatar.Diffusion.Schedulers;
using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Diffusion.Transformers.Adapters;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Adapters;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Training.Models;
using OmniAvatar.Training.Objectives;
using OmniAvatar.Verification.Files;
using static OmniAvatar.Verification.GoldenRun;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Areas.Training;

/// <summary>Training the adapter: losses, every gradient, and what the optimizer makes of them in two steps.</summary>
public sealed class TrainingArea : IGoldenArea
{
    private const string Weights = "weights";
    private const string Pairs = "lora";

    /// <inheritdoc/>
    public string Name => "training";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(GoldenRun run)
    {
        var config = run.Config(Name);
        var objective = new FlowMatchingObjective(ScheduleOf(config["scheduler"]));
        return
        [
            new("parameters", [TensorFile(Weights), TensorFile(Pairs)], checks => CheckParameters(checks, config)),
            .. config["cases"]
                .Items.Select(golden => new GoldenCase(
                    golden["name"].Text(),
                    [TensorFile(golden["name"].Text())],
                    checks => GradientCase.Check(checks, config, golden, objective, Load(checks, config))
                )),
            .. config["sequences"]
                .Items.Select(golden => new GoldenCase(
                    golden["name"].Text(),
                    [TensorFile(golden["name"].Text())],
                    checks => OptimizerCase.Check(checks, config, golden, objective, Load(checks, config))
                )),
        ];
    }

    private static FlowMatchScheduler ScheduleOf(GoldenJson config) =>
        new(
            config["steps"].Integer(),
            new FlowMatchOptions
            {
                Shift = config["shift"].Number(),
                SigmaMin = config["sigma_min"].Number(),
                ExtraOneStep = config["extra_one_step"].Flag(),
            }
        );

    /// <summary>What is trained, and that both files of weights are a network's.</summary>
    private static void CheckParameters(CaseChecks checks, GoldenJson config)
    {
        using var network = Load(checks, config);
        var trained = TrainedWeights.Select(network, TrainingMode.Lora, []).Select(parameter => parameter.Name);
        checks.SameList(
            "trained_parameters",
            [.. config["trained_parameters"].Items.Select(item => item.Text()).Order(StringComparer.Ordinal)],
            [.. trained.Order(StringComparer.Ordinal)]
        );
        checks.Finite("weights.not_finite", network);
    }

    /// <summary>The network with its pairs, for the caller to dispose.</summary>
    private static WanTransformer Load(CaseChecks checks, GoldenJson config)
    {
        using var weights = SafetensorsFile.Open(checks.PathOf(TensorFile(Weights)));
        using var pairs = SafetensorsFile.Open(checks.PathOf(TensorFile(Pairs)));
        using var injected = new InjectedTensors(weights, pairs);
        var sizes = Read<WanTransformerConfig>(config["dit"]) with
        {
            AudioInputDim = config["audio_input_dim"].Integer(),
        };
        var network = new WanTransformer(sizes, Read<LoraConfig>(config["lora"]), META);
        StrictLoader.Load(network, injected);
        return network;
    }

    private static T Read<T>(GoldenJson config) =>
        config.Taken().Deserialize<T>() ?? throw new BadInputException($"The field '{config.Path}' is empty.");
}
