using System.Text.Json;
using OmniAvatar.Diffusion.Guidance;
using OmniAvatar.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Guidance;

public sealed class TeaCacheTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData("Wan2.1-T2V-1.3B")]
    [InlineData("Wan2.1-T2V-14B")]
    [InlineData("Wan2.1-I2V-14B-480P")]
    [InlineData("Wan2.1-I2V-14B-720P")]
    public void Decide_GoldenSequence_EqualsReference(string model)
    {
        using var golden = new GoldenCase("teacache", "decisions.safetensors");
        var modulations = golden.Read("input.t_mod_sequence");
        foreach (var threshold in new[] { 0.05, 0.14, 0.3 })
        {
            var computed = golden.Read($"{model}.th{threshold}.calc").data<long>().ToArray();
            var accumulated = golden.Read($"{model}.th{threshold}.accumulated").data<double>().ToArray();
            var cache = new TeaCache(TeaCacheOptions.For(model, threshold), steps: 25);
            using var state = new TeaCacheState();
            for (var call = 0; call < computed.Length; call++)
            {
                cache
                    .Decide(state, call % 25, modulations[call])
                    .ShouldBe(computed[call] == 1, $"{threshold}, call {call}");
                state.AccumulatedDistance.ShouldBe(accumulated[call], 1e-5);
            }
        }
    }

    [Fact]
    public void KnownCoefficients_EveryModel_AreTheReferences()
    {
        var expected = JsonDocument
            .Parse(File.ReadAllText(GoldenFolder.Of("teacache", "config.json")))
            .RootElement.GetProperty("decisions")
            .GetProperty("coefficients")
            .Deserialize<Dictionary<string, double[]>>()!;

        TeaCacheOptions.KnownCoefficients.Keys.ShouldBe(expected.Keys, ignoreOrder: true);
        foreach (var (model, coefficients) in expected)
            TeaCacheOptions.KnownCoefficients[model].ShouldBe(coefficients);
    }

    [Fact]
    public void Apply_SkippedStep_AddsTheLastEffectAgain()
    {
        var cache = new TeaCache(TeaCacheOptions.For("Wan2.1-T2V-14B", 1e9), steps: 3);
        using var state = new TeaCacheState();
        var modulation = ones(1, 6, 4);

        var first = cache.At(0, state).Apply(zeros(1, 2, 4), modulation, x => x + 3);
        var second = cache
            .At(1, state)
            .Apply(ones(1, 2, 4), modulation, _ => throw new InvalidOperationException("computed"));
        var last = cache.At(2, state).Apply(ones(1, 2, 4), modulation, x => x + 5);

        first.Equals(full([1, 2, 4], 3f)).ShouldBeTrue();
        second.Equals(full([1, 2, 4], 4f)).ShouldBeTrue();
        last.Equals(full([1, 2, 4], 6f)).ShouldBeTrue();
    }

    [Fact]
    public void For_UnknownModelOrThreshold_IsRefused()
    {
        Should.Throw<WrongUseException>(() => TeaCacheOptions.For("Wan3", 0.1));
        Should.Throw<WrongUseException>(() => TeaCacheOptions.For("Wan2.1-T2V-14B", 0));
    }

    public void Dispose() => _scope.Dispose();
}
