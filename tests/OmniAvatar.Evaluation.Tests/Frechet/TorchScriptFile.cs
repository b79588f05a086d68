using System.IO.Compression;
using System.Text;

namespace OmniAvatar.Evaluation.Tests.Frechet;

/// <summary>Feature networks without weights, written as TorchScript archives by hand: their features are the means of
/// the channels.</summary>
internal sealed class TorchScriptFile : IDisposable
{
    private TorchScriptFile(string? forward)
    {
        Path = System.IO.Path.GetTempFileName();
        if (forward is null)
            File.WriteAllText(Path, "no archive");
        else
            Write(forward);
    }

    public string Path { get; }

    /// <summary>Takes (B, 3, H, W).</summary>
    public static TorchScriptFile MeanOfPictures() => new("x: Tensor) -> Tensor:\n    return torch.mean(x, [2, 3])\n");

    /// <summary>Takes (B, 3, T, H, W) and three flags that must be as they are.</summary>
    public static TorchScriptFile MeanOfClips() =>
        new(
            "x: Tensor,\n    rescale: bool,\n    resize: bool,\n    return_features: bool) -> Tensor:\n"
                + "    if torch.__not__(return_features):\n      ops.prim.RaiseException(\"no features\")\n  "
                + "  else:\n      pass\n"
                + "    return torch.mean(x, [2, 3, 4])\n"
        );

    public static TorchScriptFile Damaged() => new((string?)null);

    public void Dispose() => File.Delete(Path);

    private void Write(string forward)
    {
        using var archive = new ZipArchive(File.Create(Path), ZipArchiveMode.Create);
        // Protocol 2: an object of the class with its one attribute, training = False.
        Add(
            archive,
            "data.pkl",
            [0x80, 2, .. "c__torch__\nNet\n)"u8, 0x81, .. "}(X\x08\0\0\0training"u8, 0x89, .. "ub."u8]
        );
        Add(archive, "constants.pkl", [0x80, 2, .. ")."u8]);
        Add(archive, "version", [.. "3\n"u8]);
        Add(
            archive,
            "code/__torch__.py",
            Encoding.ASCII.GetBytes(
                "class Net(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n  def "
                    + "forward(self: __torch__.Net,\n    "
                    + forward
            )
        );
    }

    private static void Add(ZipArchive archive, string name, byte[] content)
    {
        using var entry = archive.CreateEntry("net/" + name, CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }
}
