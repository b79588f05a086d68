using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Models.Creation;
using OmniAvatar.Diffusion.Tests.Weights;
using OmniAvatar.Diffusion.Weights;

namespace OmniAvatar.Diffusion.Tests.Models;

/// <summary>What we create, and so what our networks hold, has the released files' keys and shapes, tensor for
/// tensor.</summary>
public sealed class ReleasedShapesTests
{
    [Theory]
    [InlineData("14b", "wan2.1_t2v_14B_dit.json")]
    [InlineData("1.3b", "wan2.1_t2v_1.3B_dit.json")]
    public void Transformer_OfThePreset_IsTheReleasedFile(string preset, string file) =>
        ShouldBeReleased(WeightFiles.Transformer(ModelPreset.Named(preset)), file);

    [Theory]
    [InlineData("14b", "omniavatar_14B_adapter.json")]
    [InlineData("1.3b", "omniavatar_1.3B_adapter.json")]
    public void Adapter_OfThePreset_IsTheReleasedFile(string preset, string file) =>
        ShouldBeReleased(WeightFiles.Adapter(ModelPreset.Named(preset)), file);

    [Fact]
    public void Autoencoder_IsTheReleasedFile() =>
        ShouldBeReleased(WeightFiles.Autoencoder(ModelPreset.Released14B), "Wan2.1_VAE.json");

    [Fact]
    public void TextEncoder_IsTheReleasedFile() =>
        ShouldBeReleased(WeightFiles.TextEncoder(ModelPreset.Released14B), "models_t5_umt5-xxl-enc-bf16.json");

    [Fact]
    public void AudioEncoder_IsTheReleasedFileWithoutWhatOnlyTrainingReads() =>
        ShouldBeReleased(
            WeightFiles.AudioEncoder(ModelPreset.Released14B),
            "wav2vec2-base-960h.json",
            except: "wav2vec2.masked_spec_embed"
        );

    [Fact]
    public void Shards_Of14B_AreSixAndHoldEachTensorOnce()
    {
        var shards = WeightFiles
            .Of(ModelPreset.Released14B)
            .Where(file => file.Name.Contains("diffusion_pytorch_model"))
            .ToList();

        shards.Count.ShouldBe(6);
        shards[5].Name.ShouldBe("Wan2.1-T2V-14B/diffusion_pytorch_model-00006-of-00006.safetensors");
        shards.SelectMany(shard => shard.Tensors).Select(pair => pair.Key).Distinct().Count().ShouldBe(1095);
        shards.Max(shard => shard.Bytes).ShouldBeLessThan(10_500_000_000);
        shards.Sum(shard => shard.Bytes).ShouldBe(57_153_966_336);
    }

    private static void ShouldBeReleased(
        IEnumerable<KeyValuePair<string, TensorInfo>> tensors,
        string file,
        string? except = null
    ) =>
        ReleasedKeys
            .Lines(tensors.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Shape.ToArray())))
            .ShouldBe(ReleasedKeys.Lines(ReleasedKeys.Of(file).Where(pair => pair.Key != except)));
}
