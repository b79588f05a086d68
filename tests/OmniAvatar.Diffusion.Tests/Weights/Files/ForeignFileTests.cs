using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using OmniAvatar.Diffusion.TextEncoders.Tokenization;
using OmniAvatar.Diffusion.Weights.Pickles;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Diffusion.Weights.Sources;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Weights.Files;

public sealed class ForeignFileTests : IDisposable
{
    private const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0000\nsize 9\n";
    private static readonly string[] Weights = ["a.safetensors", "a.pt"];
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, byte[]> Foreign =>
        new()
        {
            { "git lfs pull", Encoding.ASCII.GetBytes(Pointer) },
            { "web page", "<html>404 not found</html>"u8.ToArray() },
            { "web page", "\n<!DOCTYPE html><html></html>"u8.ToArray() },
            { "web page", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"u8.ToArray() },
            { "JSON text", """{"error": "Entry not found"}"""u8.ToArray() },
            { "gzip", Gzip() },
            { "tar archive", Tar() },
            { "GGUF", [.. "GGUF"u8, 3, 0, 0, 0, 0, 0, 0, 0] },
            { "zstd", [0x28, 0xb5, 0x2f, 0xfd, 4, 0, 0, 0, 0, 0] },
            { "7z archive", [.. "7z"u8, 0xbc, 0xaf, 0x27, 0x1c, 0, 4, 0, 0] },
            { "HDF5", [0x89, .. "HDF\r\n"u8, 0x1a, 10, 0, 0] },
            { "pickle that torch.save did not write", [0x80, 4, .. "}\u0094."u8, 0, 0, 0, 0, 0, 0] },
            { "is empty", [] },
        };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Open_WeightsThatAreSomethingElse_IsCalledThat(string because, byte[] content)
    {
        foreach (var name in Weights)
        {
            File.WriteAllBytes(_folder.File(name), content);

            Should
                .Throw<BadInputException>(() => TensorSources.Open(_folder.File(name)))
                .Message.ShouldContain(because);
        }
    }

    [Fact]
    public void Open_OneFormatUnderTheOthersName_SaysWhatTheNameMustBe()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor> { ["w"] = ones(3) };
        SafetensorsWriter.Write(_folder.File("a.pt"), tensors);
        PickleWeightsWriter.Write(_folder.File("b.safetensors"), tensors);

        Should
            .Throw<BadInputException>(() => TensorSources.Open(_folder.File("a.pt")))
            .Message.ShouldContain("must end in .safetensors");
        Should
            .Throw<BadInputException>(() => TensorSources.Open(_folder.File("b.safetensors")))
            .Message.ShouldContain("must end in .pt, .pth or .bin");
    }

    [Fact]
    public void Open_PointersInPlaceOfTokenizerIndexAndConfiguration_AreCalledThat()
    {
        foreach (var name in new[] { "spiece.model", "tokenizer.json" })
        {
            File.WriteAllText(_folder.File(name), Pointer);
            Should
                .Throw<BadInputException>(() => PromptTokenizer.Open(_folder.File(name)))
                .Message.ShouldContain("git lfs pull");
        }
        File.WriteAllText(_folder.File("a.safetensors.index.json"), Pointer);
        Should
            .Throw<BadInputException>(() => TensorSources.Open(_folder.File("a.safetensors.index.json")))
            .Message.ShouldContain("git lfs pull");
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Gzip()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(new byte[1000]);
        return packed.ToArray();
    }

    private static byte[] Tar()
    {
        using var packed = new MemoryStream();
        using (var tar = new TarWriter(packed, leaveOpen: true))
            tar.WriteEntry(
                new PaxTarEntry(TarEntryType.RegularFile, "weights.bin")
                {
                    DataStream = new MemoryStream(new byte[1000]),
                }
            );
        return packed.ToArray();
    }
}
