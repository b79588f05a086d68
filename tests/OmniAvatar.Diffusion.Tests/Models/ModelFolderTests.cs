using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Tests.Weights;
using OmniAvatar.Models;
using OmniAvatar.Planning;

namespace OmniAvatar.Diffusion.Tests.Models;

public sealed class ModelFolderTests : IClassFixture<TinyModel>, IDisposable
{
    private readonly TemporaryFolder _copy = new();

    public ModelFolderTests(TinyModel tiny) => tiny.CopyTo(_copy.Path);

    [Fact]
    public void Open_CreatedFolder_FindsEveryPartAndItsDefaults()
    {
        var folder = ModelFolder.Open(_copy.Path);

        Path.GetRelativePath(_copy.Path, folder.FileOf(ModelPart.Transformer))
            .ShouldBe("Wan2.1-T2V-tiny/diffusion_pytorch_model.safetensors");
        Path.GetRelativePath(_copy.Path, folder.TokenizerFile).ShouldBe("Wan2.1-T2V-tiny/google/umt5-xxl/spiece.model");
        folder.Defaults.Steps.ShouldBe(4);
        folder.Settings.HasRandomWeights.ShouldBeTrue();
        foreach (var size in folder.Defaults.SizeTable.Sizes)
            WindowArithmetic
                .For(folder.Defaults.MaxTokens, size, folder.Defaults.OverlapFrames)
                .FramesPerSegment.ShouldBe(21);
    }

    [Fact]
    public void Open_WithoutSettings_UsesTheReleasedDefaults()
    {
        File.Delete(_copy.File("omniavatar.json"));

        ModelFolder.Open(_copy.Path).Defaults.ShouldBe(new ModelDefaults());
    }

    [Theory]
    [InlineData("Wan2.1-T2V-tiny/Wan2.1_VAE.pth", "autoencoder")]
    [InlineData("OmniAvatar-tiny/pytorch_model.pt", "adapter")]
    [InlineData("Wan2.1-T2V-tiny/google/umt5-xxl/spiece.model", "tokenizer")]
    [InlineData("wav2vec2-base-960h/model.safetensors", "audio encoder")]
    public void Open_MissingPart_NamesIt(string file, string part)
    {
        File.Delete(_copy.File(file));

        Should.Throw<BadInputException>(() => ModelFolder.Open(_copy.Path)).Message.ShouldContain($"has no {part}");
        ModelInspection
            .Of(_copy.Path)
            .Parts.Single(report => report.Problem is not null)
            .Problem.ShouldBe("It is missing.");
    }

    [Fact]
    public void Open_TwoCandidates_NamesBothUntilTheSettingsChoose()
    {
        Directory.CreateDirectory(_copy.File("OmniAvatar-mine"));
        File.Copy(_copy.File("OmniAvatar-tiny/pytorch_model.pt"), _copy.File("OmniAvatar-mine/pytorch_model.pt"));

        var message = Should.Throw<BadInputException>(() => ModelFolder.Open(_copy.Path)).Message;
        message.ShouldContain("OmniAvatar-tiny/pytorch_model.pt");
        message.ShouldContain("OmniAvatar-mine/pytorch_model.pt");

        new ModelSettings
        {
            Parts = new Dictionary<ModelPart, string> { [ModelPart.Adapter] = "OmniAvatar-mine/pytorch_model.pt" },
        }.Write(_copy.Path);
        ModelFolder.Open(_copy.Path).FileOf(ModelPart.Adapter).ShouldBe(_copy.File("OmniAvatar-mine/pytorch_model.pt"));
    }

    [Fact]
    public void Open_BothFormatsOfTheAudioEncoderInOneFolder_TakesSafetensors()
    {
        File.Copy(
            _copy.File("wav2vec2-base-960h/model.safetensors"),
            _copy.File("wav2vec2-base-960h/pytorch_model.bin")
        );

        Path.GetFileName(ModelFolder.Open(_copy.Path).FileOf(ModelPart.AudioEncoder)).ShouldBe("model.safetensors");
    }

    [Theory]
    [InlineData("""{"defaults": {"steps": 0}}""", "steps must be")]
    [InlineData("""{"defaults": {"overlap": 12}}""", "overlap must be")]
    [InlineData("""{"defaults": {"sizes": [[64, 90]]}}""", "multiples of 16")]
    [InlineData("""{"defaults": {"sizes": [null]}}""", "\"defaults.sizes[0]\" is null")]
    [InlineData("""{"defaults": null}""", "defaults")]
    [InlineData("""{"defualts": {}}""", "defualts")]
    [InlineData("""{"parts": {"adapter": "../elsewhere.pt"}}""", "outside the folder")]
    [InlineData("""{"parts": {"adapter": "nowhere.pt"}}""", "no file")]
    [InlineData("null", "it is null")]
    [InlineData("not json", "line 1 is not valid JSON")]
    public void Open_SettingsThatCannotBe_AreRefusedWithTheReason(string json, string reason)
    {
        File.WriteAllText(_copy.File("omniavatar.json"), json);

        Should.Throw<BadInputException>(() => ModelFolder.Open(_copy.Path)).Message.ShouldContain(reason);
    }

    [Fact]
    public void Open_NoSuchFolder_IsRefused() =>
        Should
            .Throw<BadInputException>(() => ModelFolder.Open(_copy.File("nowhere")))
            .Message.ShouldContain("no model folder");

    [Fact]
    public void Manifest_OfTheSameAndOfChangedContent_TellsThemApart()
    {
        var before = ModelManifest.Compute(ModelFolder.Open(_copy.Path));
        File.WriteAllText(_copy.File("unrelated.txt"), "notes");

        ModelManifest.Compute(ModelFolder.Open(_copy.Path)).Sha256.ShouldBe(before.Sha256);

        using (var file = File.OpenWrite(_copy.File("OmniAvatar-tiny/pytorch_model.pt")))
        {
            file.Position = file.Length / 2;
            file.WriteByte(0x55);
            file.WriteByte(0xaa);
        }
        ModelManifest.Compute(ModelFolder.Open(_copy.Path)).Sha256.ShouldNotBe(before.Sha256);
        before.Files.Select(file => file.Name).ShouldContain("OmniAvatar-tiny/config.json");
    }

    [Fact]
    public void Inspection_OfACompleteFolder_CountsWhatEachPartHolds()
    {
        var inspection = ModelInspection.Of(_copy.Path);

        inspection.IsComplete.ShouldBeTrue();
        var transformer = inspection.Parts.Single(part => part.Part == ModelPart.Transformer);
        transformer.TensorCount.ShouldBe(15 + 6 * 27);
        transformer.Bytes.ShouldBe(
            new FileInfo(_copy.File("Wan2.1-T2V-tiny/diffusion_pytorch_model.safetensors")).Length
        );
        transformer.ParameterCount.ShouldBeInRange(1, transformer.Bytes / 4);
    }

    [Fact]
    public void Inspection_OfADamagedPart_SaysWhatIsWrong()
    {
        File.WriteAllText(_copy.File("Wan2.1-T2V-tiny/Wan2.1_VAE.pth"), "not found");

        ModelInspection
            .Of(_copy.Path)
            .Parts.Single(part => part.Part == ModelPart.Autoencoder)
            .Problem!.ShouldContain("zip");
    }

    public void Dispose() => _copy.Dispose();
}
