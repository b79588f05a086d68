using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Tests.Weights;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Models;

/// <summary>What a render refuses, an inspection calls bad, and the part that is at fault.</summary>
public sealed class ModelInspectionTests : IClassFixture<TinyModel>, IDisposable
{
    private const string Transformer = "Wan2.1-T2V-tiny/diffusion_pytorch_model.safetensors";
    private readonly TemporaryFolder _copy = new();

    public ModelInspectionTests(TinyModel tiny) => tiny.CopyTo(_copy.Path);

    public static TheoryData<string, ModelPart, Action<TemporaryFolder>> Spoilt =>
        new()
        {
            {
                "audio encoder's configuration cut",
                ModelPart.AudioEncoder,
                copy => Write(copy, "wav2vec2-base-960h/config.json", "{")
            },
            {
                "adapter's configuration missing",
                ModelPart.Adapter,
                copy => File.Delete(copy.File("OmniAvatar-tiny/config.json"))
            },
            {
                "adapter's configuration without numbers",
                ModelPart.Adapter,
                copy => Write(copy, "OmniAvatar-tiny/config.json", """{"lora_rank": 4, "lora_alpha": null}""")
            },
            {
                "transformer's configuration null",
                ModelPart.Transformer,
                copy => Write(copy, "Wan2.1-T2V-tiny/config.json", "null")
            },
            {
                "transformer's heads wrong",
                ModelPart.Transformer,
                copy => Write(copy, "Wan2.1-T2V-tiny/config.json", """{"num_heads": 7}""")
            },
            {
                "no tensor",
                ModelPart.Transformer,
                copy => SafetensorsWriter.Write(copy.File(Transformer), new Dictionary<string, Tensor>())
            },
            {
                "one tensor more",
                ModelPart.Transformer,
                copy => Change(copy, tensors => tensors["surprise"] = zeros(1))
            },
            {
                "one tensor less",
                ModelPart.Transformer,
                copy => Change(copy, tensors => tensors.Remove("head.head.bias"))
            },
            {
                "another prefix",
                ModelPart.Transformer,
                copy => Change(copy, tensors => Rename(tensors, key => "model." + key))
            },
            {
                "whole numbers for weights",
                ModelPart.Transformer,
                copy =>
                    Change(
                        copy,
                        tensors => tensors["head.head.weight"] = tensors["head.head.weight"].to(ScalarType.Int8)
                    )
            },
            {
                "tokenizer damaged",
                ModelPart.Tokenizer,
                copy => Write(copy, "Wan2.1-T2V-tiny/google/umt5-xxl/spiece.model", "<html>")
            },
        };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void Of_FolderThatARenderRefuses_BlamesThePart(string what, ModelPart part, Action<TemporaryFolder> spoil)
    {
        using var scope = NewDisposeScope();
        spoil(_copy);

        var inspection = ModelInspection.Of(_copy.Path);

        Should.Throw<BadInputException>(() => ModelLoader.Check(ModelFolder.Open(_copy.Path)), what);
        inspection.IsComplete.ShouldBeFalse(what);
        inspection.Parts.Where(report => report.Problem is not null).Select(report => report.Part).ShouldBe([part]);
    }

    [Fact]
    public void Of_PartsOfDifferentModels_SaysThatTheyDoNotFit()
    {
        using var scope = NewDisposeScope();
        Change(
            _copy,
            tensors => tensors["text_embedding.0.weight"] = zeros(tensors["text_embedding.0.weight"].shape[0], 32)
        );

        var inspection = ModelInspection.Of(_copy.Path);

        inspection.Parts.ShouldAllBe(report => report.Problem == null);
        inspection.IsComplete.ShouldBeFalse();
        inspection.Misfit!.ShouldContain("different models");
    }

    public void Dispose() => _copy.Dispose();

    private static void Write(TemporaryFolder copy, string file, string content) =>
        File.WriteAllText(copy.File(file), content);

    private static void Change(TemporaryFolder copy, Action<Dictionary<string, Tensor>> change)
    {
        Dictionary<string, Tensor> tensors;
        using (var file = SafetensorsFile.Open(copy.File(Transformer)))
            tensors = file.Tensors.Keys.ToDictionary(key => key, key => file.Read(key));
        change(tensors);
        SafetensorsWriter.Write(copy.File(Transformer), tensors);
    }

    private static void Rename(Dictionary<string, Tensor> tensors, Func<string, string> rename)
    {
        foreach (var (key, tensor) in tensors.ToList())
        {
            tensors.Remove(key);
            tensors[rename(key)] = tensor;
        }
    }
}
