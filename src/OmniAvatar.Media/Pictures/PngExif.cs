using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace OmniAvatar.Media.Pictures;

/// <summary>
/// Finds EXIF in a png, wherever its chunk lies: <c>eXIf</c> (PNG third edition, 11.3.4.3), or the text "Raw profile
/// type exif", which holds it as hexadecimal digits behind a name and a length.
/// </summary>
internal static class PngExif
{
    private const int SignatureBytes = 8;
    private const int ChunkHeaderBytes = 8; // length and type
    private const int ChecksumBytes = 4;
    private const int MaximumBytes = 1 << 20;

    private static ReadOnlySpan<byte> Keyword => "Raw profile type exif\0"u8;

    private static ReadOnlySpan<byte> ExifHeader => "Exif\0\0"u8;

    /// <summary>The EXIF block from its byte order mark on, or null. Where there are both kinds, <c>eXIf</c>
    /// counts.</summary>
    public static byte[]? Read(Stream png)
    {
        byte[]? text = null;
        Span<byte> header = stackalloc byte[ChunkHeaderBytes];
        for (long at = SignatureBytes; ; at += ChunkHeaderBytes + Length(header) + ChecksumBytes)
        {
            png.Position = at;
            if (png.ReadAtLeast(header, ChunkHeaderBytes, throwOnEndOfStream: false) < ChunkHeaderBytes)
                return text;
            if (Length(header) > MaximumBytes)
                continue;
            var type = header[4..];
            if (type.SequenceEqual("eXIf"u8))
                return Content(png, header);
            if (text is null && type.SequenceEqual("tEXt"u8))
                text = OfProfile(Content(png, header), isCompressed: false);
            if (text is null && type.SequenceEqual("zTXt"u8))
                text = OfProfile(Content(png, header), isCompressed: true);
        }
    }

    private static long Length(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt32BigEndian(header);

    private static byte[] Content(Stream png, ReadOnlySpan<byte> header)
    {
        var content = new byte[Length(header)];
        png.ReadExactly(content);
        return content;
    }

    private static byte[]? OfProfile(ReadOnlySpan<byte> chunk, bool isCompressed)
    {
        if (!chunk.StartsWith(Keyword))
            return null;
        var text = isCompressed
            ? Inflate(chunk[(Keyword.Length + 1)..])
            : Encoding.Latin1.GetString(chunk[Keyword.Length..]);
        // A line break, the profile's name, its length in bytes, and lines of digits.
        if (text.Split('\n', 4) is not ["", "exif", var length, var digits])
            return null;
        var bytes = Convert.FromHexString(digits.Replace("\n", "", StringComparison.Ordinal).TrimEnd());
        if (bytes.Length != int.Parse(length, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture))
            return null;
        return bytes.AsSpan().StartsWith(ExifHeader) ? bytes[ExifHeader.Length..] : bytes;
    }

    private static string Inflate(ReadOnlySpan<byte> compressed)
    {
        using var inflated = new ZLibStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
        var text = new byte[2 * MaximumBytes];
        return Encoding.Latin1.GetString(text, 0, inflated.ReadAtLeast(text, text.Length, throwOnEndOfStream: false));
    }
}
