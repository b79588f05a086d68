namespace OmniAvatar.Diffusion.Weights.Files;

/// <summary>What a reader expects a file to be.</summary>
public enum ExpectedForm
{
    /// <summary>Safetensors.</summary>
    Safetensors,

    /// <summary>What <c>torch.save</c> writes.</summary>
    Torch,

    /// <summary>JSON text.</summary>
    Json,

    /// <summary>Something else, such as a vocabulary.</summary>
    Other,
}

/// <summary>
/// Recognises what lies where weights were expected, by its first bytes, so that a refusal says what the file is and
/// what to do with it.
/// </summary>
public static class ForeignFile
{
    private const int TarMark = 257;

    /// <summary>Bytes that <see cref="Describe"/> looks at.</summary>
    public const int HeadBytes = 512;

    private static readonly (byte[] Start, string What)[] Known =
    [
        (
            "version https://git-lfs"u8.ToArray(),
            "it is a Git LFS pointer in place of the file: run 'git lfs pull' in its folder, or download "
                + "the file itself"
        ),
        ([0x1f, 0x8b, 8], "it is compressed by gzip: unpack it first"),
        ("BZh"u8.ToArray(), "it is compressed by bzip2: unpack it first"),
        ([0xfd, .. "7zXZ"u8], "it is compressed by xz: unpack it first"),
        ([0x28, 0xb5, 0x2f, 0xfd], "it is compressed by zstd: unpack it first"),
        ([.. "7z"u8, 0xbc, 0xaf], "it is a 7z archive: unpack it first"),
        ("Rar!"u8.ToArray(), "it is a RAR archive: unpack it first"),
        (
            "GGUF"u8.ToArray(),
            "it is a GGUF file of quantised weights: take the same weights in safetensors or PyTorch's format"
        ),
        ([0x89, .. "HDF"u8], "it is an HDF5 file: take the same weights in safetensors or PyTorch's format"),
        ([0x93, .. "NUMPY"u8], "it is an array of NumPy: take the weights in safetensors or PyTorch's format"),
        ([.. "PK"u8, 3, 4], "it is a zip archive: if torch.save wrote it, its name must end in .pt, .pth or .bin"),
    ];

    /// <summary>A clause that says what the file is, such as "it is a web page …"; null when it is as expected or these
    /// bytes say nothing.</summary>
    /// <param name="head">The file's beginning, <see cref="HeadBytes"/> of it where there are so many.</param>
    /// <param name="expected">What it should be.</param>
    public static string? Describe(ReadOnlySpan<byte> head, ExpectedForm expected)
    {
        head = head[..Math.Min(head.Length, HeadBytes)];
        if (head.IsEmpty)
            return "it is empty, or it is a pipe or a device and not a file";
        foreach (var (start, what) in Known)
        {
            if (head.StartsWith(start))
                return what;
        }
        if (head.Length >= TarMark + 5 && head.Slice(TarMark, 5).SequenceEqual("ustar"u8))
            return "it is a tar archive: unpack it first";
        if (expected != ExpectedForm.Safetensors && LooksLikeSafetensors(head))
            return "it is a safetensors file: its name must end in .safetensors";
        if (head is [0x80, <= 5, ..])
            return "it is a pickle that torch.save did not write: save a dictionary of tensors with torch.save";
        return DescribeText(head, expected);
    }

    /// <summary>Whether an existing path has no content of a known length: an empty file, a pipe or a device.</summary>
    public static bool IsEmptyOrNoFile(string path)
    {
        var named = new FileInfo(path);
        return (named.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? named).Length == 0;
    }

    private static bool LooksLikeSafetensors(ReadOnlySpan<byte> head) =>
        head is [_, _, _, _, 0, 0, 0, 0, (byte)'{', (byte)'"' or (byte)'}' or (byte)' ', ..];

    private static string? DescribeText(ReadOnlySpan<byte> head, ExpectedForm expected)
    {
        if (head.StartsWith<byte>([0xef, 0xbb, 0xbf]))
            head = head[3..];
        head = head.TrimStart(" \t\r\n"u8);
        return head switch
        {
            [(byte)'<', (byte)'?' or (byte)'!' or (>= (byte)'A' and <= (byte)'z'), ..] =>
                "it is a web page, as a server answers when a download fails: download the file again",
            [(byte)'{', (byte)'"' or (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'}', ..]
                when expected != ExpectedForm.Json => "it is JSON text and holds no weights: download the file again",
            _ => null,
        };
    }
}
