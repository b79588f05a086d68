using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Diffusion.Weights.Sources;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Weights.Sources;

public sealed class FiniteTensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Read_ValueThatIsNotFinite_NamesFileAndTensor(double value)
    {
        foreach (
            var type in (ScalarType[])[ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16]
        )
        {
            var weights = ones(100, 7, dtype: type);
            weights[55, 3] = value;
            using var source = Open(weights);

            var message = Should.Throw<BadInputException>(() => source.Read("w")).Message;

            message.ShouldContain("a.safetensors");
            message.ShouldContain("'w' holds values that are not finite");
            message.ShouldContain("1 of 700");
        }
    }

    [Fact]
    public void Read_BothInfinities_DoNotCancelOut()
    {
        using var source = Open(tensor([float.PositiveInfinity, 1, float.NegativeInfinity]));

        Should.Throw<BadInputException>(() => source.Read("w")).Message.ShouldContain("2 of 3");
    }

    [Fact]
    public void Read_FiniteValuesWhoseSumIsNot_AreRead()
    {
        using var source = Open(full([1000], 3e38f, dtype: ScalarType.Float32));

        source.Read("w").max().item<float>().ShouldBe(3e38f);
    }

    [Fact]
    public void Read_IntoATypeThatCannotHoldIt_IsRefused()
    {
        using var source = Open(tensor([1f, 1e6f]));

        Should.Throw<BadInputException>(() => source.Read("w", ScalarType.Float16)).Message.ShouldContain("as Float16");
    }

    [Fact]
    public void Read_WholeNumbersTruthValuesAndNothing_AreRead()
    {
        foreach (var type in (ScalarType[])[ScalarType.Int64, ScalarType.Byte, ScalarType.Bool])
        {
            using var source = Open(ones(3, dtype: type));
            source.Read("w").shape.ShouldBe([3]);
        }
        using var empty = Open(zeros(0, 3));
        empty.Read("w").shape.ShouldBe([0, 3]);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    private FiniteTensors Open(Tensor weights)
    {
        SafetensorsWriter.Write(_folder.File("a.safetensors"), new Dictionary<string, Tensor> { ["w"] = weights });
        return new FiniteTensors(SafetensorsFile.Open(_folder.File("a.safetensors")));
    }
}
