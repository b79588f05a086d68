using OmniAvatar.Media.Pictures.Inspection;

namespace OmniAvatar.Media.Finishing;

/// <summary>The picture that players show of a video: png or jpeg, the formats that mp4 knows for it.</summary>
/// <param name="Path">Its copy.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of it.</param>
internal sealed record CoverPicture(string Path, string Sha256)
{
    private const long MostBytes = 16 << 20; // players hold it in memory with the file's index

    private static ReadOnlySpan<byte> PngStart => [0x89, (byte)'P', (byte)'N', (byte)'G'];
    private static ReadOnlySpan<byte> JpegStart => [0xFF, 0xD8, 0xFF];

    /// <summary>Copies and checks a picture.</summary>
    /// <exception cref="BadInputException">It is too large, another kind of file, or does not decode.</exception>
    public static async Task<CoverPicture> ReadAsync(
        IPictureInspector pictures,
        string path,
        string copy,
        CancellationToken cancellation
    )
    {
        var content = InputFile.ReadSmall("cover", path, MostBytes);
        if (!content.AsSpan().StartsWith(PngStart) && !content.AsSpan().StartsWith(JpegStart))
            throw new BadInputException($"The cover {path} must be a png or a jpeg picture.");
        var sha256 = await InputFile.HashAsync("cover", path, copy, cancellation);
        await pictures.InspectAsync(copy, path, cancellation);
        return new CoverPicture(copy, sha256);
    }

    /// <summary>What ffmpeg calls the reader of the picture's format.</summary>
    public static string DemuxerOf(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[PngStart.Length];
        file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return head.StartsWith(PngStart) ? "png_pipe" : "jpeg_pipe";
    }
}
