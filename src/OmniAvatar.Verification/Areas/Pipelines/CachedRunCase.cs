using System.Globalization;
using System.Text.RegularExpressions;
using OmniAvatar.Diffusion.Guidance;
using OmniAvatar.Diffusion.Pipelines.Denoising;
using OmniAvatar.Diffusion.Schedulers;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using static OmniAvatar.Verification.GoldenRun;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Areas.Pipelines;

/// <summary>Segments denoised with a cache: an output's name says of which model the coefficients are, the threshold
/// and the audio scale.</summary>
internal static partial class CachedRunCase
{
    private const string WeightsNote = "../dit/weights.safetensors (no LoRA)";
    private const string Latents = ".latents";

    private static readonly (GuidanceBranch Branch, string Name)[] Calls =
    [
        (GuidanceBranch.Conditional, "calc_positive"),
        (GuidanceBranch.Unconditional, "calc_negative"),
        (GuidanceBranch.ConditionalWithoutAudio, "calc_audio_negative"),
    ];

    public static void Check(
        CaseChecks checks,
        GoldenRun run,
        string name,
        GoldenJson config,
        IReadOnlyDictionary<string, IReadOnlyList<double>> coefficients
    )
    {
        var file = checks.Tensors(TensorFile(name));
        checks.Same("dit_weights", config["dit_weights"].Text(), WeightsNote);
        using var scope = NewDisposeScope();
        var inputs = Inputs(file, config["fixed_latent_frames"].Integer());
        CheckMask(checks, inputs);
        foreach (
            var output in file
                .Names.Where(n => n.EndsWith(Latents, StringComparison.Ordinal))
                .Select(n => n[..^Latents.Length])
                .ToList()
        )
            if (output.StartsWith("output.", StringComparison.Ordinal))
                CheckRun(checks, run, file, config, output, inputs, coefficients);
    }

    private static DenoiseInputs Inputs(GoldenTensors file, int given) =>
        new(
            file.Read("input.noise"),
            file.Read("input.lat").narrow(2, 0, given),
            file.Read("input.y"),
            file.Read("input.audio_emb"),
            file.Read("input.context_positive"),
            file.Read("input.context_negative")
        );

    /// <summary>The given frames are said twice: as a number and as the mask.</summary>
    private static void CheckMask(CaseChecks checks, DenoiseInputs inputs)
    {
        var channels = inputs.Reference.shape[1] - 1;
        var expected = ReferenceCondition.Build(
            inputs.Reference.narrow(1, 0, channels).narrow(2, 0, 1),
            inputs.Noise.shape[2],
            inputs.PrefixLatents.shape[2]
        );
        checks.Add(
            TensorComparison.Exact(
                "input.y.mask",
                expected.narrow(1, channels, 1),
                inputs.Reference.narrow(1, channels, 1)
            )
        );
    }

    private static void CheckRun(
        CaseChecks checks,
        GoldenRun run,
        GoldenTensors file,
        GoldenJson config,
        string output,
        DenoiseInputs inputs,
        IReadOnlyDictionary<string, IReadOnlyList<double>> coefficients
    )
    {
        var (cache, audioScale) = Named(output["output.".Length..], coefficients);
        var guidance = config["guidance"].Number();
        var scheduler = new FlowMatchScheduler(
            config["steps"].Integer(),
            new FlowMatchOptions { Shift = config["shift"].Number() }
        );
        var denoiser = new Denoiser(
            run.Models.Transformer(adapted: false),
            scheduler,
            ClassifierFreeGuidance.For(guidance, audioScale ?? guidance),
            cache
        );
        var reused = new List<IReadOnlyList<GuidanceBranch>>();
        using var latents = denoiser.Denoise(
            inputs,
            progress => reused.Add(progress.Reused),
            cancellation: checks.Cancellation
        );
        foreach (var (branch, call) in Calls.Where(call => file.Has($"{output}.{call.Name}")))
        {
            using var computed = tensor(reused.Select(branches => branches.Contains(branch) ? 0L : 1L).ToArray());
            file.Exact($"{output}.{call}", computed);
        }
        file.Near(output + Latents, latents, Limits.PipelineWindow(0));
    }

    private static (TeaCacheOptions? Cache, double? AudioScale) Named(
        string name,
        IReadOnlyDictionary<string, IReadOnlyList<double>> coefficients
    )
    {
        var match = Run().Match(name);
        if (!match.Success)
            throw new BadInputException($"The name {name} does not say how its run was cached.");
        double? audioScale = match.Groups["scale"].Success
            ? double.Parse(match.Groups["scale"].ValueSpan, CultureInfo.InvariantCulture)
            : null;
        if (!match.Groups["model"].Success)
            return (null, audioScale);

        var options = TeaCacheArea.Options(
            Polynomial(match.Groups["model"].Value, coefficients),
            match.Groups["threshold"].Value
        ) with
        {
            // The reference makes the cache of the branch without audio anew at every step, so there it never skips.
            Branches = new HashSet<GuidanceBranch> { GuidanceBranch.Conditional, GuidanceBranch.Unconditional },
        };
        return (options, audioScale);
    }

    /// <summary>A model may be named in full or by its size, which then is that of the text-to-video model.</summary>
    private static IReadOnlyList<double> Polynomial(
        string model,
        IReadOnlyDictionary<string, IReadOnlyList<double>> coefficients
    )
    {
        string[] endings = [model, $"-T2V-{model}", $"-{model}"];
        var names = endings.Select(ending =>
            coefficients
                .Keys.Where(key => ending == model ? key == model : key.EndsWith(ending, StringComparison.Ordinal))
                .ToList()
        );
        return names.FirstOrDefault(found => found.Count == 1) is [var name]
            ? coefficients[name]
            : throw new BadInputException($"The name {model} is not a model with listed coefficients.");
    }

    [GeneratedRegex(@"^(off|(?<model>[^_]+)_th(?<threshold>\d+(\.\d+)?))(_audio_scale(?<scale>\d+(\.\d+)?))?$")]
    private static partial Regex Run();
}
