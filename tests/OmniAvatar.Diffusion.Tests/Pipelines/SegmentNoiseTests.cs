using OmniAvatar.Diffusion.Pipelines.Denoising;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Pipelines;

public sealed class SegmentNoiseTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Draw_SamePlace_IsBitEqualWhateverWasDrawnBefore()
    {
        var once = SegmentNoise.Draw(42, 1, 2, 16, 6, 4, 6);
        randn(100);
        var again = SegmentNoise.Draw(42, 1, 2, 16, 6, 4, 6);

        once.shape.ShouldBe([1, 16, 6, 4, 6]);
        once.Equals(again).ShouldBeTrue();
    }

    [Fact]
    public void Seed_EveryPlace_IsItsOwn()
    {
        ulong[] seeds =
        [
            SegmentNoise.Seed(42, 0, 0),
            SegmentNoise.Seed(43, 0, 0),
            SegmentNoise.Seed(42, 1, 0),
            SegmentNoise.Seed(42, 0, 1),
        ];

        seeds.Distinct().Count().ShouldBe(4);
        // Pinned: another value would change the frames of every job ever rendered.
        seeds[0].ShouldBe(18325140140735790510UL);
    }

    [Fact]
    public void Draw_ManyValues_AreStandardNormal()
    {
        var noise = SegmentNoise.Draw(7, 0, 0, 16, 16, 32, 32);

        noise.mean().item<float>().ShouldBe(0, 0.01);
        noise.std().item<float>().ShouldBe(1, 0.01);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(42)]
    [InlineData(1234)]
    [InlineData(2147483653)]
    public void Generator_GoldenSeeds_GiveTheReferencesStream(long seed)
    {
        using var golden = new GoldenCase("match", "rng.safetensors");
        Generator Seeded() => new((ulong)seed, CPU);
        void ShouldMatch(string key, Tensor actual) =>
            (golden.Read($"seed{seed}.{key}") - actual.to(ScalarType.Float32))
                .abs()
                .max()
                .item<float>()
                .ShouldBeLessThan(1e-6f, key);

        foreach (
            var shape in new long[][]
            {
                [5],
                [15],
                [16],
                [17],
                [31],
                [100],
                [2, 3, 4],
                [1, 16, 3, 4, 6],
                [1, 16, 6, 4, 6],
            }
        )
            ShouldMatch($"randn.{string.Join('x', shape)}", randn(shape, generator: Seeded()));
        var two = Seeded();
        ShouldMatch("two_calls.first", randn([1, 16, 2, 3, 4], generator: two));
        ShouldMatch("two_calls.second", randn([1, 16, 2, 3, 4], generator: two));
        var mixed = Seeded();
        ShouldMatch("mixed.randn7", randn([7], generator: mixed));
        ShouldMatch("mixed.randn40", randn([40], generator: mixed));
        ShouldMatch("mixed.rand9", rand([9], generator: mixed));
        ShouldMatch("generator_randn.50", randn([50], generator: Seeded()));
        ShouldMatch("bf16_randn_40", randn([40], ScalarType.BFloat16, generator: Seeded()));
        var integers = Seeded();
        golden
            .Read($"seed{seed}.randperm20")
            .Equals(randperm(20, ScalarType.Int64, generator: integers))
            .ShouldBeTrue();
    }

    public void Dispose() => _scope.Dispose();
}
