using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Adapters;
using OmniAvatar.Diffusion.Weights.Safetensors;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Weights.Adapters;

public sealed class AdaptedTensorsTests : IDisposable
{
    private const string Module = "blocks.0.self_attn.q";
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("", ".default")]
    [InlineData("", "")]
    [InlineData("base_model.model.", ".default")]
    [InlineData("base_model.model.", "")]
    public void Read_WithPair_AddsScaledProduct(string prefix, string infix)
    {
        using var scope = NewDisposeScope();
        Tensor w = randn(5, 3),
            a = randn(2, 3),
            b = randn(5, 2);
        using var adapted = Adapted(
            [($"{Module}.weight", w)],
            [($"{prefix}{Module}.lora_A{infix}.weight", a), ($"{prefix}{Module}.lora_B{infix}.weight", b)]
        );

        adapted.Tensors.Keys.ShouldBe([$"{Module}.weight"]);
        (adapted.Read($"{Module}.weight") - (w + 1.5 * b.matmul(a))).abs().max().item<float>().ShouldBeLessThan(1e-5f);
    }

    [Fact]
    public void Read_StoredInBfloat16_IsMergedInFloat32AndRoundedOnce()
    {
        using var scope = NewDisposeScope();
        Tensor w = randn(5, 3).bfloat16(),
            a = randn(2, 3).bfloat16(),
            b = randn(5, 2).bfloat16();
        using var adapted = Adapted(
            [($"{Module}.weight", w)],
            [($"{Module}.lora_A.weight", a), ($"{Module}.lora_B.weight", b)]
        );

        var expected = (w.@float() + 1.5 * b.@float().matmul(a.@float())).bfloat16();

        adapted.Read($"{Module}.weight").Equals(expected).ShouldBeTrue();
    }

    [Fact]
    public void Tensors_WholeTensorsOfTheAdapter_ReplaceAndExtendTheBase()
    {
        using var scope = NewDisposeScope();
        using var adapted = Adapted(
            [("patch_embedding.weight", ones([2, 16, 1, 2, 2])), ("patch_embedding.bias", ones(2))],
            [
                ("patch_embedding.weight", zeros([2, 33, 1, 2, 2])),
                ("patch_embedding.bias", zeros(2)),
                ("audio_proj.proj.weight", ones(3)),
            ]
        );

        adapted.Tensors["patch_embedding.weight"].Shape.ShouldBe([2, 33, 1, 2, 2]);
        adapted.Read("patch_embedding.bias").sum().item<float>().ShouldBe(0);
        adapted.Read("audio_proj.proj.weight").sum().item<float>().ShouldBe(3);
    }

    [Theory]
    [InlineData(
        "blocks.0.self_attn.q.lora_magnitude_vector",
        "not understood ('blocks.0.self_attn.q.lora_magnitude_vector')"
    )]
    [InlineData("blocks.0.self_attn.q.lora_A.weight", "no other half")]
    [InlineData("blocks.0.norm3.weight", "not understood")]
    public void Constructor_KeyThatMeansNothing_IsNamed(string key, string reason)
    {
        using var scope = NewDisposeScope();
        Should
            .Throw<BadInputException>(() => Adapted([($"{Module}.weight", ones(5, 3))], [(key, ones(2, 3))]))
            .Message.ShouldContain(reason);
    }

    [Theory]
    [InlineData("blocks.9.self_attn.q", 2, 3, "does not have ('blocks.9.self_attn.q.weight')")]
    [InlineData(Module, 2, 4, "by a matrix [5, 4]")]
    [InlineData(Module, 3, 3, "rank is 2, and the pair of 'blocks.0.self_attn.q' has rank 3")]
    public void Constructor_PairThatDoesNotFit_IsNamed(string module, int rank, int inputs, string reason)
    {
        using var scope = NewDisposeScope();
        Should
            .Throw<BadInputException>(() =>
                Adapted(
                    [($"{Module}.weight", ones(5, 3))],
                    [($"{module}.lora_A.weight", ones(rank, inputs)), ($"{module}.lora_B.weight", ones(5, rank))]
                )
            )
            .Message.ShouldContain(reason);
    }

    [Theory]
    [InlineData("""{"lora_rank": 4, "lora_alpha": 2}""", 0.5)]
    [InlineData("""{"r": 8, "lora_alpha": 2, "train_architecture": "lora"}""", 0.25)]
    [InlineData("{}", 0.5)]
    public void AdapterConfig_Read_TakesRankAndAlpha(string json, double scale)
    {
        File.WriteAllText(_folder.File("config.json"), json);

        ReleasedAdapterConfig.Read(_folder.File("config.json")).Scale.ShouldBe(scale);
    }

    [Theory]
    [InlineData("""{"lora_rank": 0}""")]
    [InlineData("""{"lora_rank": "many"}""")]
    [InlineData("[]")]
    [InlineData("rank")]
    public void AdapterConfig_ReadNonsense_IsRefused(string json)
    {
        File.WriteAllText(_folder.File("config.json"), json);

        Should.Throw<BadInputException>(() => ReleasedAdapterConfig.Read(_folder.File("config.json")));
    }

    [Fact]
    public void LoraAdapter_ReleasedKeyLists_AreUnderstoodWhole()
    {
        foreach (
            var (file, wholes, pairs) in new[]
            {
                ("omniavatar_14B_adapter.json", 44, 400),
                ("omniavatar_1.3B_adapter.json", 34, 300),
            }
        )
        {
            using var adapter = new LoraAdapter(new KeysOnly(ReleasedKeys.Of(file)), new ReleasedAdapterConfig());

            adapter.Pairs.Count.ShouldBe(pairs);
            adapter.Wholes.Count.ShouldBe(wholes);
        }
    }

    public void Dispose() => _folder.Dispose();

    private AdaptedTensors Adapted((string, Tensor)[] @base, (string, Tensor)[] adapter) =>
        new(
            Save("base.safetensors", @base),
            new LoraAdapter(Save("adapter.safetensors", adapter), new ReleasedAdapterConfig(Rank: 2, Alpha: 3))
        );

    private SafetensorsFile Save(string name, (string Key, Tensor Tensor)[] tensors)
    {
        SafetensorsWriter.Write(_folder.File(name), tensors.ToDictionary(pair => pair.Key, pair => pair.Tensor));
        return SafetensorsFile.Open(_folder.File(name));
    }

    /// <summary>A checkpoint of which only the names and shapes are known.</summary>
    private sealed class KeysOnly(IReadOnlyDictionary<string, long[]> shapes) : ITensorSource
    {
        public string Name => "released adapter";

        public IReadOnlyDictionary<string, TensorInfo> Tensors { get; } =
            shapes.ToDictionary(pair => pair.Key, pair => new TensorInfo(ScalarType.BFloat16, pair.Value));

        public void CopyTo(string key, Tensor destination) => throw new NotSupportedException();

        public void Dispose() { }
    }
}
