using System.IO.Compression;
using OmniAvatar.Diffusion.Tests.Weights.Safetensors;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Pickles;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Weights.Pickles;

public sealed class PickleCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("a.pt");

    [Theory]
    [MemberData(nameof(SafetensorsFileTests.Types), MemberType = typeof(SafetensorsFileTests))]
    public void Read_AfterWrite_GivesTheSameTensor(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var tensor = arange(60, dtype: ScalarType.Float32, device: CPU).to(type).reshape(3, 4, 5);
        PickleWeightsWriter.Write(
            Path,
            new Dictionary<string, Tensor> { ["x.y"] = tensor, ["scalar"] = tensor[0, 0, 1] }
        );

        using var file = TorchFile.Open(Path);

        file.Tensors["x.y"]
            .ShouldSatisfyAllConditions(info => info.DataType.ShouldBe(type), info => info.Shape.ShouldBe([3, 4, 5]));
        file.Read("x.y").Equals(tensor).ShouldBeTrue();
        file.Read("scalar").Equals(tensor[0, 0, 1]).ShouldBeTrue();
    }

    [Fact]
    public void Read_TransposedSliceOfSharedStorage_HonoursStridesAndOffset()
    {
        using var scope = NewDisposeScope();
        new TorchArchive()
            .Record("0", 0, 1, 2, 3, 4, 5, 6, 7)
            .Op('}', '(')
            .Text("all")
            .Tensor("FloatStorage", "0", 8, 0, [2, 4], [4, 1])
            .Text("part")
            .Tensor("FloatStorage", "0", 8, 1, [3, 2], [1, 4])
            .Op('u', '.')
            .Save(Path);

        using var file = TorchFile.Open(Path);

        file.Read("all").data<float>().ShouldBe([0, 1, 2, 3, 4, 5, 6, 7]);
        file.Read("part", ScalarType.Float64).data<double>().ShouldBe([1, 5, 2, 6, 3, 7]);
    }

    [Fact]
    public void Open_OrderedDictParameterMemoAndWrapper_AreUnderstood()
    {
        using var scope = NewDisposeScope();
        new TorchArchive()
            .Record("0", 5, 6)
            .Op('}', '(')
            .Text("epoch")
            .Op('K', '\x03')
            .Text("state_dict")
            .Global("collections", "OrderedDict")
            .Op(')', 'R', 'q', '\x01', '(')
            .Text("w")
            .Global("torch._utils", "_rebuild_parameter")
            .Op('(')
            .Tensor("FloatStorage", "0", 2, 0, [2], [1])
            .Op('\x88')
            .Global("collections", "OrderedDict")
            .Op(')', 'R', 't', 'R', 'u')
            .Op('}', 'b', 'u', '.')
            .Save(Path);

        using var file = TorchFile.Open(Path);

        file.Tensors.Keys.ShouldBe(["w"]);
        file.Read("w").data<float>().ShouldBe([5, 6]);
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("builtins", "getattr")]
    [InlineData("torch", "load")]
    [InlineData("torch._utils", "_rebuild_tensor_v2.__globals__")]
    public void Open_PickleThatImportsSomethingElse_RunsNothingAndNamesIt(string module, string name)
    {
        var proof = _folder.File("proof");
        new TorchArchive().Global(module, name).Text($"touch {proof}").Op('\x85', 'R', '.').Save(Path);

        var message = Should.Throw<BadInputException>(() => TorchFile.Open(Path)).Message;

        message.ShouldContain($"'{module}.{name}'");
        message.ShouldContain("a.pt");
        File.Exists(proof).ShouldBeFalse();
    }

    [Theory]
    [InlineData('\x81', "0x81")] // NEWOBJ
    [InlineData('\x92', "0x92")] // NEWOBJ_EX
    [InlineData('i', "'i'")] // INST
    [InlineData('o', "'o'")] // OBJ
    [InlineData('P', "'P'")] // PERSID
    [InlineData('\x82', "0x82")] // EXT1
    [InlineData('\x97', "0x97")] // NEXT_BUFFER
    public void Open_PickleWithAnotherOpcode_NamesTheOpcode(char opcode, string name)
    {
        new TorchArchive().Op('}', opcode, '.').Save(Path);

        Should.Throw<BadInputException>(() => TorchFile.Open(Path)).Message.ShouldContain($"opcode {name}");
    }

    [Theory]
    [InlineData(4, 1, new long[] { 4 }, new long[] { 1 }, "does not fit its storage")] // runs past the end
    [InlineData(4, 0, new long[] { 2, 2 }, new long[] { 3, 1 }, "does not fit its storage")] // strides past the end
    // a million million repeats
    [InlineData(4, 0, new long[] { 1L << 40 }, new long[] { 0 }, "does not fit its storage")]
    [InlineData(4, 0, new long[] { 1L << 62, 1L << 62 }, new long[] { 1, 1 }, "does not fit its storage")] // overflows
    [InlineData(4, 0, new long[] { 4 }, new long[] { 1, 1 }, "does not fit its storage")] // two ranks
    [InlineData(4, 0, new long[] { -4 }, new long[] { 1 }, "sizes or strides")]
    [InlineData(4, 0, new long[] { 4 }, new long[] { -1 }, "sizes or strides")]
    [InlineData(5, 0, new long[] { 5 }, new long[] { 1 }, "shorter than it claims")] // more than the record holds
    [InlineData(1L << 60, 0, new long[] { 1L << 60 }, new long[] { 1 }, "shorter than it claims")]
    public void Open_TensorOutsideItsStorage_IsRefused(
        long count,
        long offset,
        long[] shape,
        long[] strides,
        string reason
    )
    {
        new TorchArchive()
            .Record("0", 1, 2, 3, 4)
            .Op('}', '(')
            .Text("w")
            .Tensor("FloatStorage", "0", count, offset, shape, strides)
            .Op('u', '.')
            .Save(Path);

        Should.Throw<BadInputException>(() => TorchFile.Open(Path)).Message.ShouldContain(reason);
    }

    [Fact]
    public void Open_MissingRecordOrCompressedDataOrNoTensors_IsRefused()
    {
        new TorchArchive()
            .Op('}', '(')
            .Text("w")
            .Tensor("FloatStorage", "../../etc", 1, 0, [1], [1])
            .Op('u', '.')
            .Save(Path);
        Should.Throw<BadInputException>(() => TorchFile.Open(Path)).Message.ShouldContain("is missing");

        new TorchArchive { Compression = CompressionLevel.SmallestSize }
            .Record("0", new float[500])
            .Op('}', '(')
            .Text("w")
            .Tensor("FloatStorage", "0", 500, 0, [500], [1])
            .Op('u', '.')
            .Save(Path);
        Should.Throw<BadInputException>(() => TorchFile.Open(Path)).Message.ShouldContain("compressed");

        new TorchArchive().Op('}', '.').Save(Path);
        Should
            .Throw<BadInputException>(() => TorchFile.Open(Path))
            .Message.ShouldContain("does not hold a dictionary of tensors");
    }

    [Fact]
    public void Read_Zip64Archive_FollowsTheWideNumbers()
    {
        using var scope = NewDisposeScope();
        var tensor = arange(7, dtype: ScalarType.Float32, device: CPU);
        PickleWeightsWriter.Write(Path, new Dictionary<string, Tensor> { ["w"] = tensor });
        File.WriteAllBytes(Path, Zip64.Widen(File.ReadAllBytes(Path)));

        using var file = TorchFile.Open(Path);

        file.Read("w").Equals(tensor).ShouldBeTrue();
    }

    [Theory]
    [InlineData("numpy.core.multiarray", "scalar", "values of NumPy")]
    [InlineData("_codecs", "encode", "values of NumPy")]
    [InlineData("torch", "float32", "more than tensors")]
    [InlineData("torch._utils", "_rebuild_tensor_v3", "float32, float16 or bfloat16")]
    [InlineData("models.avatar", "Network", "save its state_dict()")]
    public void Open_MoreThanTensors_SaysWhatToSaveInstead(string module, string name, string advice)
    {
        new TorchArchive().Op('}').Text("extra").Global(module, name).Op('s', '.').Save(Path);

        Should.Throw<BadInputException>(() => TorchFile.Open(Path)).Message.ShouldContain(advice);
    }

    [Fact]
    public void Open_DictionariesInOneAnother_AreLookedThrough()
    {
        using var scope = NewDisposeScope();
        new TorchArchive()
            .Record("0", 5)
            .Op('}')
            .Text("model")
            .Op('}')
            .Text("state_dict")
            .Op('}')
            .Text("w")
            .Tensor("FloatStorage", "0", 1, 0, [1], [1])
            .Op('s', 's', 's', '.')
            .Save(Path);

        using var file = TorchFile.Open(Path);

        file.Read("w").item<float>().ShouldBe(5);
    }

    [Theory]
    [InlineData(new[] { "model", "state_dict" }, "'model', 'state_dict' could both be the weights")]
    [InlineData(new[] { "generator", "ema" }, "dictionaries 'ema', 'generator'")]
    public void Open_WeightsThatCouldLieInSeveralPlaces_NamesThem(string[] places, string because)
    {
        var archive = new TorchArchive().Record("0", 5).Op('}');
        foreach (var place in places)
            archive.Text(place).Op('}').Text("w").Tensor("FloatStorage", "0", 1, 0, [1], [1]).Op('s', 's');
        archive.Op('.').Save(Path);

        Should.Throw<BadInputException>(() => TorchFile.Open(Path)).Message.ShouldContain(because);
    }

    [Fact]
    public void Open_DictionaryThatHoldsItself_EndsAndIsRefused()
    {
        new TorchArchive().Op('}', 'q', '\x01').Text("model").Op('h', '\x01', 's', '.').Save(Path);

        Should
            .Throw<BadInputException>(() => TorchFile.Open(Path))
            .Message.ShouldContain("does not hold a dictionary of tensors");
    }

    [Fact]
    public void Open_OtherZipArchives_AreCalledWhatTheyAre()
    {
        Zip("META-INF/MANIFEST.MF");
        Should.Throw<BadInputException>(() => TorchFile.Open(Path)).Message.ShouldContain("torch.save did not write");

        Zip("net/data.pkl", "net/constants.pkl", "net/code/__torch__.py");
        Should.Throw<BadInputException>(() => TorchFile.Open(Path)).Message.ShouldContain("TorchScript");
    }

    [Fact]
    public void Open_ArchiveCutBeforeItsEnd_SaysThatItIsIncomplete()
    {
        using var scope = NewDisposeScope();
        PickleWeightsWriter.Write(Path, new Dictionary<string, Tensor> { ["w"] = ones(100) });
        File.WriteAllBytes(Path, File.ReadAllBytes(Path)[..300]);

        Should
            .Throw<BadInputException>(() => TorchFile.Open(Path))
            .Message.ShouldContain("not downloaded or written whole");
    }

    public void Dispose() => _folder.Dispose();

    private void Zip(params string[] names)
    {
        File.Delete(Path);
        using var archive = ZipFile.Open(Path, ZipArchiveMode.Create);
        foreach (var name in names)
            archive.CreateEntry(name);
    }
}
