using OmniAvatar.Diffusion.Weights.Adapters;
using OmniAvatar.Diffusion.Weights.Safetensors;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Weights.Adapters;

public sealed class LoraFileTests : IDisposable
{
    private const string Module = "blocks.0.self_attn.q";
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("adapter_model.safetensors", 4.0)]
    [InlineData("other.safetensors", 1.0)]
    public void Read_PeftsConfiguration_CountsForPeftsFileAlone(string name, double scale)
    {
        File.WriteAllText(_folder.File(PeftConfig.FileName), """{"peft_type": "LORA", "r": 2, "lora_alpha": 8}""");

        ScaleOf(Save(name)).ShouldBe(scale);
        new LoraFile(_folder.File(name)).ForeignConfigFile.ShouldBe(
            scale == 1 ? _folder.File(PeftConfig.FileName) : null
        );
    }

    [Fact]
    public void Read_Strength_MultipliesTheScale() =>
        ScaleOf(Save("mine.safetensors") with { Weight = -0.5 }).ShouldBe(-0.5);

    [Fact]
    public void Read_ConfigurationInDiffusersMetadata_IsObeyed()
    {
        const string config = """{"transformer.r": 2, "transformer.lora_alpha": 6, "transformer.use_rslora": false}""";

        ScaleOf(Save("pytorch_lora_weights.safetensors", ("lora_adapter_metadata", config))).ShouldBe(3);
    }

    [Theory]
    [InlineData("""{"transformer.r": 2, "transformer.lora_alpha": 6, "transformer.use_dora": true}""", "use_dora")]
    [InlineData("{", "not the expected JSON")]
    public void Read_MetadataThatCannotBeMerged_IsRefused(string config, string because) =>
        Should
            .Throw<BadInputException>(() => ScaleOf(Save("a.safetensors", ("lora_adapter_metadata", config))))
            .Message.ShouldContain(because);

    [Fact]
    public void Read_AlphasAndAConfiguration_AreNotBothObeyed()
    {
        File.WriteAllText(_folder.File(PeftConfig.FileName), """{"r": 2, "lora_alpha": 8}""");
        using var scope = NewDisposeScope();
        var path = _folder.File("adapter_model.safetensors");
        SafetensorsWriter.Write(
            path,
            new Dictionary<string, Tensor>
            {
                [$"{Module}.lora_down.weight"] = ones(2, 3),
                [$"{Module}.lora_up.weight"] = ones(5, 2),
                [$"{Module}.alpha"] = tensor(1f),
            }
        );

        Should.Throw<BadInputException>(() => ScaleOf(new LoraFile(path))).Message.ShouldContain("twice");
    }

    [Theory]
    [InlineData("adapter_model.safetensors")]
    [InlineData("pytorch_lora_weights.safetensors")]
    public void At_FolderOfATrainer_TakesItsAdapter(string name)
    {
        Save(name);
        File.WriteAllText(_folder.File("README.md"), "");

        LoraFile.At(_folder.Path, 0.5).ShouldBe(new LoraFile(_folder.File(name), 0.5));
    }

    [Fact]
    public void At_FolderWithoutOneOrNothing_SaysWhichItIs()
    {
        Should
            .Throw<BadInputException>(() => LoraFile.At(_folder.Path))
            .Message.ShouldContain("is a folder without adapter_model.safetensors");
        Should
            .Throw<BadInputException>(() => LoraFile.At(_folder.File("none.safetensors")))
            .Message.ShouldContain("does not exist");
    }

    public void Dispose() => _folder.Dispose();

    private LoraFile Save(string name, params (string Name, string Text)[] metadata)
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(
            _folder.File(name),
            new Dictionary<string, Tensor>
            {
                [$"{Module}.lora_A.weight"] = ones(2, 3),
                [$"{Module}.lora_B.weight"] = ones(5, 2),
            },
            metadata.ToDictionary(pair => pair.Name, pair => pair.Text)
        );
        return new LoraFile(_folder.File(name));
    }

    private static double ScaleOf(LoraFile file)
    {
        using var source = SafetensorsFile.Open(file.Path);
        return file.Read(source, [$"{Module}.weight"]).Pairs.Values.Single().Scale;
    }
}
