using System.Globalization;
using System.Text.RegularExpressions;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Areas.Pipelines;

/// <summary>The CPU's random numbers: one seed, one stream, wherever the program runs. A name says how its tensor was
/// drawn.</summary>
public sealed partial class RandomArea : IGoldenArea
{
    private const string Numbers = "rng.safetensors";

    /// <summary>Whole numbers were drawn below this, the scheduler's number of training timesteps.</summary>
    private const long IntegerBound = 1000;

    /// <inheritdoc/>
    public string Name => "match";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(GoldenRun run) => [new("rng", [Numbers], Check)];

    private static void Check(CaseChecks checks)
    {
        var file = checks.Tensors(Numbers);
        foreach (var group in file.Names.GroupBy(StreamOf).ToList())
            CheckStream(checks, file, group.Key, [.. group]);
    }

    /// <summary>
    /// The tensors of one stream: those of <c>two_calls</c> and of <c>mixed</c> were drawn one after the other, and
    /// <c>randint</c>
    /// after the <c>randperm</c> of its seed; every other name is a stream of its own.
    /// </summary>
    private static string StreamOf(string name)
    {
        var (seed, draw) = Split(name);
        if (
            draw.StartsWith("randint", StringComparison.Ordinal)
            || draw.StartsWith("randperm", StringComparison.Ordinal)
        )
            return $"{seed}.integers";
        return
            draw.StartsWith("two_calls.", StringComparison.Ordinal)
            || draw.StartsWith("mixed.", StringComparison.Ordinal)
            ? $"{seed}.{draw[..draw.IndexOf('.')]}"
            : name;
    }

    private static void CheckStream(CaseChecks checks, GoldenTensors file, string stream, IReadOnlyList<string> names)
    {
        var seed = ulong.Parse(Split(stream).Seed.AsSpan("seed".Length), CultureInfo.InvariantCulture);
        var orders = stream.EndsWith(".mixed", StringComparison.Ordinal)
            ? Orders(names)
            :
            [
                [
                    .. names
                        .OrderByDescending(n => n.Contains("randperm", StringComparison.Ordinal))
                        .ThenBy(n => n, StringComparer.Ordinal),
                ],
            ];

        // The file does not say in which order mixed calls were made: one of the orders must give all of them.
        var attempts = orders
            .Select(order => order.Select(name => Draw(file, name, seed, name == order[0])).ToList())
            .ToList();
        foreach (var comparison in attempts.MaxBy(attempt => attempt.Count(c => c.Passed))!)
            checks.Add(comparison);
    }

    private static Comparison Draw(GoldenTensors file, string name, ulong seed, bool first)
    {
        using var scope = NewDisposeScope();
        var expected = file.Read(name);
        var draw = Split(name).Draw;
        if (draw.StartsWith("generator_", StringComparison.Ordinal))
        {
            using var generator = new Generator(seed, CPU);
            return TensorComparison.Within(
                name,
                expected,
                randn(expected.shape, generator: generator),
                Limits.RandomNormal
            );
        }
        if (first)
            manual_seed(unchecked((long)seed));
        return draw switch
        {
            _ when draw.StartsWith("randperm", StringComparison.Ordinal) => TensorComparison.Exact(
                name,
                expected,
                randperm(expected.numel())
            ),
            _ when draw.StartsWith("randint", StringComparison.Ordinal) => TensorComparison.Exact(
                name,
                expected,
                randint(0, IntegerBound, expected.shape, dtype: ScalarType.Int64)
            ),
            _ when draw.StartsWith("bf16_randn", StringComparison.Ordinal) => TensorComparison.Within(
                name,
                expected,
                randn(expected.shape, dtype: ScalarType.BFloat16),
                Limits.RandomNormal
            ),
            "randn_like" => TensorComparison.Within(name, expected, randn_like(expected), Limits.RandomNormal),
            _ when Uniform().IsMatch(draw) => TensorComparison.Within(
                name,
                expected,
                rand(expected.shape),
                Limits.RandomNormal
            ),
            _ => TensorComparison.Within(name, expected, randn(expected.shape), Limits.RandomNormal),
        };
    }

    private static (string Seed, string Draw) Split(string name) =>
        Stream().Match(name) is { Success: true } match
            ? (match.Groups[1].Value, match.Groups[2].Value)
            : throw new BadInputException($"The name {name} does not say with which seed its numbers were drawn.");

    private static List<IReadOnlyList<string>> Orders(IReadOnlyList<string> names)
    {
        if (names.Count > 5)
            throw new BadInputException($"There are {names.Count} calls in one stream, too many to find their order.");
        if (names.Count <= 1)
            return [names];
        return
        [
            .. names.SelectMany(name =>
                Orders([.. names.Where(n => n != name)]).Select(rest => (IReadOnlyList<string>)[name, .. rest])
            ),
        ];
    }

    [GeneratedRegex(@"^(seed\d{1,19})\.(.+)$")]
    private static partial Regex Stream();

    [GeneratedRegex(@"^(mixed\.)?rand\d")]
    private static partial Regex Uniform();
}
