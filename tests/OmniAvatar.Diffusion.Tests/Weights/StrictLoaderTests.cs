using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Weights;

public sealed class StrictLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Load_MatchingKeys_CopiesAndConverts()
    {
        using var scope = NewDisposeScope();
        using var source = Save(
            ("weight", ones(2, 3, dtype: ScalarType.Float16)),
            ("bias", arange(2, dtype: ScalarType.Float64))
        );
        using var module = nn.Linear(3, 2);

        StrictLoader.Load(module, source);

        module.weight.dtype.ShouldBe(ScalarType.Float32);
        module.weight.data<float>().ShouldAllBe(value => value == 1);
        module.bias!.data<float>().ShouldBe([0f, 1f]);
    }

    [Fact]
    public void Load_ModuleOnMeta_GivesItMemoryOfTheChosenType()
    {
        using var scope = NewDisposeScope();
        using var source = Save(("weight", ones(2, 3)), ("bias", arange(2, dtype: ScalarType.Float32)));
        using var module = nn.Linear(3, 2, device: META);

        StrictLoader.Load(module, source, new LoadOptions { DataType = ScalarType.Float64 });

        module.weight.device_type.ShouldBe(DeviceType.CPU);
        module.forward(ones(1, 3, dtype: ScalarType.Float64)).data<double>().ShouldBe([3.0, 4.0]);
    }

    [Fact]
    public void Load_PrefixAndIgnoredKeys_AreUnderstood()
    {
        using var scope = NewDisposeScope();
        using var source = Save(
            ("model.weight", ones(2, 3)),
            ("model.bias", ones(2)),
            ("model.lm_head.weight", ones(1)),
            ("step", ones(1))
        );
        using var module = nn.Linear(3, 2);

        StrictLoader.Load(module, source, new LoadOptions { Prefix = "model.", Ignored = ["model.lm_head.*", "step"] });

        module.weight.sum().item<float>().ShouldBe(6);
    }

    [Fact]
    public void Load_MissingAndUnexpectedKeys_NamesTheFirstFew()
    {
        using var scope = NewDisposeScope();
        using var source = Save(
            ("weight", ones(2, 3)),
            ("e1", ones(1)),
            ("e2", ones(1)),
            ("e3", ones(1)),
            ("e4", ones(1))
        );
        using var module = nn.Linear(3, 2);

        var message = Should.Throw<BadInputException>(() => StrictLoader.Load(module, source)).Message;

        message.ShouldEndWith("1 tensors are missing ('bias') and 4 are unexpected ('e1', 'e2', 'e3' and 1 more).");
    }

    [Fact]
    public void Load_ShapeThatDiffers_NamesBothShapes()
    {
        using var scope = NewDisposeScope();
        using var source = Save(("weight", ones(3, 2)), ("bias", ones(2)));
        using var module = nn.Linear(3, 2);

        var message = Should.Throw<BadInputException>(() => StrictLoader.Load(module, source)).Message;

        message.ShouldContain("'weight' with [3, 2] where [2, 3] is needed");
    }

    [Fact]
    public void Load_WholeNumbersForWeights_AreCalledUnreadable()
    {
        using var scope = NewDisposeScope();
        using var source = Save(("weight", ones(2, 3, dtype: ScalarType.Int8)), ("bias", ones(2)));
        using var module = nn.Linear(3, 2);

        Should
            .Throw<BadInputException>(() => StrictLoader.Load(module, source))
            .Message.ShouldContain("1 weights are stored as Int8 ('weight')");
    }

    public void Dispose() => _folder.Dispose();

    private SafetensorsFile Save(params (string Key, Tensor Tensor)[] tensors)
    {
        SafetensorsWriter.Write(
            _folder.File("w.safetensors"),
            tensors.ToDictionary(pair => pair.Key, pair => pair.Tensor)
        );
        return SafetensorsFile.Open(_folder.File("w.safetensors"));
    }
}
