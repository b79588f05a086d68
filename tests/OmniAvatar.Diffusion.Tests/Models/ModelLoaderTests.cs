using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Tests.Weights;
using OmniAvatar.Diffusion.TextEncoders.Tokenization;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Adapters;
using OmniAvatar.Diffusion.Weights.Pickles;
using OmniAvatar.Diffusion.Weights.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Models;

public sealed class ModelLoaderTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    private readonly ModelFolder _folder = ModelFolder.Open(tiny.Path);

    [Fact]
    public void Load_CreatedTinyModel_GivesFiniteValuesFromEveryNetwork()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var model = ModelLoader.Load(_folder, CPU, ScalarType.Float32);

        var tokens = PromptTokenizer
            .Open(_folder.TokenizerFile)
            .Encode("A woman speaks into a microphone at a desk", _folder.Defaults.TextLength);
        var text = model.TextEncoder.EncodePrompts(tensor(tokens.Ids).unsqueeze(0), tensor(tokens.Mask).unsqueeze(0));
        var video = model.Autoencoder.Decode(randn([1, 16, 2, 4, 6]));

        text.shape.ShouldBe([1, 128, 64]);
        ShouldBeLively(text.narrow(1, 0, tokens.Mask.Sum()));
        ShouldBeLively(video);
        model.Transformer.Config.Heads.ShouldBe(4);
        model.Transformer.Config.ShouldBe(
            ModelPreset.Tiny.Transformer with
            {
                PatchSize = model.Transformer.Config.PatchSize,
            }
        );
        model.AudioEncoder.Config.FeatureWidth.ShouldBe(336);
    }

    [Fact]
    public void LoadTransformer_Adapter_IsMergedIntoTheBase()
    {
        using var scope = NewDisposeScope();
        using var transformer = ModelLoader.LoadTransformer(_folder, CPU, ScalarType.Float32);
        using var plain = SafetensorsFile.Open(_folder.FileOf(ModelPart.Transformer));
        using var adapter = TorchFile.Open(_folder.FileOf(ModelPart.Adapter));
        const string module = "blocks.3.cross_attn.o";

        var merged = transformer.state_dict()[$"{module}.weight"];
        var product = adapter
            .Read($"{module}.lora_B.default.weight", ScalarType.Float32)
            .matmul(adapter.Read($"{module}.lora_A.default.weight", ScalarType.Float32));
        var expected = plain.Read($"{module}.weight") + 0.5 * product;

        (merged - expected).abs().max().item<float>().ShouldBeLessThan(1e-6f);
        product.abs().max().item<float>().ShouldBeGreaterThan(1e-3f);
        transformer.state_dict().Values.ShouldAllBe(weight => weight.device_type == DeviceType.CPU);
    }

    [Theory]
    [InlineData(null, 1.0)]
    [InlineData("""{"r": 2, "lora_alpha": 4}""", 2.0)]
    public void LoadTransformer_AnotherLora_CountsByItsWeightAndConfiguration(string? config, double scale)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        const string module = "blocks.1.ffn.0";
        Tensor a = randn(2, 96),
            b = randn(256, 2);
        var file = folder.File(config is null ? "mine.safetensors" : "adapter_model.safetensors");
        SafetensorsWriter.Write(
            file,
            new Dictionary<string, Tensor> { [$"{module}.lora_A.weight"] = a, [$"{module}.lora_B.weight"] = b }
        );
        if (config is not null)
            File.WriteAllText(folder.File("adapter_config.json"), config);

        using var plain = ModelLoader.LoadTransformer(_folder, CPU, ScalarType.Float32);
        using var more = ModelLoader.LoadTransformer(_folder, CPU, ScalarType.Float32, [new LoraFile(file, 0.5)]);
        var change = more.state_dict()[$"{module}.weight"] - plain.state_dict()[$"{module}.weight"];

        (change - 0.5 * scale * b.matmul(a)).abs().max().item<float>().ShouldBeLessThan(1e-5f);
    }

    [Fact]
    public void Load_PartsOfDifferentModels_IsRefused()
    {
        using var copy = new TemporaryFolder();
        tiny.CopyTo(copy.Path);
        using var scope = NewDisposeScope();
        var file = copy.File("OmniAvatar-tiny/pytorch_model.pt");
        Dictionary<string, Tensor> tensors;
        using (var adapter = TorchFile.Open(file))
            tensors = adapter.Tensors.Keys.ToDictionary(key => key, key => adapter.Read(key));
        tensors["audio_proj.proj.weight"] = zeros(16, 4 * 350);
        PickleWeightsWriter.Write(file, tensors);

        Should
            .Throw<BadInputException>(() => ModelLoader.Load(ModelFolder.Open(copy.Path), CPU, ScalarType.Float32))
            .Message.ShouldContain("different models");
    }

    [Fact]
    public void Load_ExtraKeyInAPart_IsRefusedByName()
    {
        using var copy = new TemporaryFolder();
        tiny.CopyTo(copy.Path);
        using var scope = NewDisposeScope();
        var file = copy.File("Wan2.1-T2V-tiny/diffusion_pytorch_model.safetensors");
        Dictionary<string, Tensor> tensors;
        using (var plain = SafetensorsFile.Open(file))
            tensors = plain.Tensors.Keys.ToDictionary(key => key, key => plain.Read(key));
        tensors["img_emb.proj.weight"] = zeros(2);
        SafetensorsWriter.Write(file, tensors);

        Should
            .Throw<BadInputException>(() =>
                ModelLoader.LoadTransformer(ModelFolder.Open(copy.Path), CPU, ScalarType.Float32)
            )
            .Message.ShouldContain("'img_emb.proj.weight'");
    }

    private static void ShouldBeLively(Tensor values)
    {
        values.isfinite().all().item<bool>().ShouldBeTrue();
        values.std().item<float>().ShouldBeInRange(0.05f, 5f);
    }
}
