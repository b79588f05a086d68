using System.Buffers.Binary;
using System.Text;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Weights.Safetensors;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<ScalarType> Types =>
        [
            ScalarType.Float32,
            ScalarType.Float64,
            ScalarType.Float16,
            ScalarType.BFloat16,
            ScalarType.Int64,
            ScalarType.Int32,
            ScalarType.Byte,
            ScalarType.Bool,
        ];

    [Theory]
    [MemberData(nameof(Types))]
    public void Read_AfterWrite_GivesTheSameTensor(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var tensor = (arange(60, dtype: ScalarType.Float32, device: CPU) % 7 - (type == ScalarType.Byte ? 0 : 3))
            .to(type)
            .reshape(3, 4, 5);
        SafetensorsWriter.Write(
            _folder.File("a.safetensors"),
            new Dictionary<string, Tensor> { ["x.y"] = tensor, ["scalar"] = tensor[0, 0, 0] }
        );

        using var file = SafetensorsFile.Open(_folder.File("a.safetensors"));

        file.Tensors["x.y"].Shape.ShouldBe([3, 4, 5]);
        file.Tensors["x.y"].DataType.ShouldBe(type);
        file.Tensors["scalar"].Shape.ShouldBeEmpty();
        file.Read("x.y").Equals(tensor).ShouldBeTrue();
        file.Read("scalar").Equals(tensor[0, 0, 0]).ShouldBeTrue();
    }

    [Fact]
    public void CopyTo_LargerThanOnePiece_ConvertsEveryElement()
    {
        using var scope = NewDisposeScope();
        var tensor = arange(5_000_001, dtype: ScalarType.Float32, device: CPU);
        SafetensorsWriter.Write(_folder.File("a.safetensors"), new Dictionary<string, Tensor> { ["x"] = tensor });
        using var file = SafetensorsFile.Open(_folder.File("a.safetensors"));

        file.Read("x").Equals(tensor).ShouldBeTrue();
        file.Read("x", ScalarType.BFloat16).Equals(tensor.to(ScalarType.BFloat16)).ShouldBeTrue();
    }

    [Fact]
    public void Write_InPieces_JoinsThemInOrder()
    {
        using var scope = NewDisposeScope();
        var info = new Dictionary<string, TensorInfo> { ["x"] = new(ScalarType.BFloat16, [4, 3]) };
        SafetensorsWriter.Write(_folder.File("a.safetensors"), info, _ => [zeros(2, 3), ones(6)]);
        using var file = SafetensorsFile.Open(_folder.File("a.safetensors"));

        file.Read("x", ScalarType.Float32).sum(1).data<float>().ShouldBe([0f, 0f, 3f, 3f]);
    }

    [Theory]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}""",
        8,
        "twice"
    )]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""",
        12,
        "overlaps"
    )]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "hole")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "outside")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "outside")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "another size")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[4611686018427387904,16],"data_offsets":[0,8]}}""",
        8,
        "shape [4611686018427387904, 16] that is not valid"
    )]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "is not valid")]
    [InlineData("""{"a":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}}""", 8, "'F99', which cannot be read")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", 8, "incomplete")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "do not belong to a tensor")]
    [InlineData("""{"a":[[[[[[[[1]]]]]]]]}""", 0, "not an object")]
    [InlineData("""{"__metadata__":[[[[[[[[1]]]]]]]]}""", 0, "JSON")]
    [InlineData("[]", 0, "JSON")]
    public void Open_HeaderThatLies_IsRefusedWithTheReason(string header, int dataBytes, string reason)
    {
        WriteRaw(header.Length, header, dataBytes);

        var failure = Should.Throw<BadInputException>(() => SafetensorsFile.Open(_folder.File("raw.safetensors")));

        failure.Message.ShouldContain(reason);
        failure.Message.ShouldContain("raw.safetensors");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData(long.MaxValue)]
    public void Open_HeaderLengthThatLies_IsRefused(long length)
    {
        WriteRaw(length, """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8);

        Should
            .Throw<BadInputException>(() => SafetensorsFile.Open(_folder.File("raw.safetensors")))
            .Message.ShouldContain("header claims");
    }

    [Fact]
    public void Open_MissingOrEmptyFileOrFolder_IsRefused()
    {
        File.WriteAllBytes(_folder.File("empty"), []);

        Should
            .Throw<BadInputException>(() => SafetensorsFile.Open(_folder.File("nowhere")))
            .Message.ShouldContain("no file");
        Should
            .Throw<BadInputException>(() => SafetensorsFile.Open(_folder.File("empty")))
            .Message.ShouldContain("is empty");
        Should.Throw<BadInputException>(() => SafetensorsFile.Open(_folder.Path)).Message.ShouldContain("folder");
    }

    public void Dispose() => _folder.Dispose();

    private void WriteRaw(long headerLength, string header, int dataBytes)
    {
        var bytes = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, headerLength);
        Encoding.UTF8.GetBytes(header, bytes.AsSpan(8));
        File.WriteAllBytes(_folder.File("raw.safetensors"), bytes);
    }
}
