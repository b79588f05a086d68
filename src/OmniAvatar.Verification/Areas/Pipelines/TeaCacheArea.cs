using System.Globalization;
using OmniAvatar.Diffusion.Guidance;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using static OmniAvatar.Verification.GoldenRun;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Areas.Pipelines;

/// <summary>Which steps TeaCache skips: for a given sequence of timestep modulations, and while denoising.</summary>
public sealed class TeaCacheArea : IGoldenArea
{
    private const string Decisions = "decisions";
    private const string Threshold = ".th";

    /// <inheritdoc/>
    public string Name => "teacache";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(GoldenRun run)
    {
        var config = run.Config(Name);
        var coefficients = config[Decisions]
            ["coefficients"]
            .Fields.ToDictionary(field => field.Key, field => field.Value.Numbers());
        return
        [
            new(Decisions, [TensorFile(Decisions)], checks => CheckDecisions(checks, config[Decisions], coefficients)),
            .. config
                .Fields.Where(field => field.Key != Decisions)
                .Select(field => new GoldenCase(
                    field.Key,
                    [TensorFile(field.Key)],
                    checks => CachedRunCase.Check(checks, run, field.Key, field.Value, coefficients)
                )),
        ];
    }

    /// <summary>The options of a threshold and of the folder's coefficients.</summary>
    internal static TeaCacheOptions Options(IReadOnlyList<double> coefficients, string threshold) =>
        new()
        {
            Threshold = double.TryParse(threshold, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw new BadInputException($"'{threshold}' is not a threshold of TeaCache."),
            Coefficients = coefficients,
        };

    private static void CheckDecisions(
        CaseChecks checks,
        GoldenJson config,
        Dictionary<string, IReadOnlyList<double>> coefficients
    )
    {
        var file = checks.Tensors(TensorFile(Decisions));
        using var scope = NewDisposeScope();
        var sequence = file.Read("input.t_mod_sequence");
        var calls = config["calls"].Integer();
        file.Near("rel_l1_steps", RelativeChanges(sequence), Limits.Scheduler);
        foreach (var (model, polynomial) in coefficients)
        {
            // Ours know these models by the same numbers.
            if (TeaCacheOptions.KnownCoefficients.TryGetValue(model, out var known))
                checks.SameList($"{model}.coefficients", polynomial, known);
            var prefix = model + Threshold;
            var thresholds = file
                .Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(name => name[prefix.Length..name.LastIndexOf('.')])
                .Distinct()
                .ToList();
            checks.Same($"{model}.has_thresholds", true, thresholds.Count > 0);
            foreach (var threshold in thresholds)
                CheckSequence(
                    file,
                    prefix + threshold,
                    Options(polynomial, threshold),
                    config["num_inference_steps"].Integer(),
                    sequence,
                    calls
                );
        }
    }

    private static Tensor RelativeChanges(Tensor sequence) =>
        tensor([
            .. Enumerable
                .Range(1, checked((int)sequence.shape[0]) - 1)
                .Select(i => TeaCache.RelativeChange(sequence[i - 1], sequence[i])),
        ]);

    /// <summary>The sequence is longer than a run, so that the steps begin again.</summary>
    private static void CheckSequence(
        GoldenTensors file,
        string name,
        TeaCacheOptions options,
        int steps,
        Tensor sequence,
        int calls
    )
    {
        var cache = new TeaCache(options, steps);
        using var state = new TeaCacheState();
        var (computed, distances) = (new long[calls], new double[calls]);
        for (var call = 0; call < calls; call++)
        {
            computed[call] = cache.Decide(state, call % steps, sequence[call]) ? 1 : 0;
            distances[call] = state.AccumulatedDistance;
        }
        file.Exact($"{name}.calc", tensor(computed));
        file.Within($"{name}.accumulated", tensor(distances), Limits.AccumulatedDistance);
    }
}
