using System.Buffers.Binary;
using SkiaSharp;

namespace OmniAvatar.Media.Pictures;

/// <summary>Finds the orientation in a png's <c>eXIf</c> chunk (PNG third edition, 11.3.4.3), wherever the chunk lies.</summary>
internal static class PngOrientation
{
    private const int SignatureBytes = 8;
    private const int ChunkHeaderBytes = 8; // length and type
    private const int ChecksumBytes = 4;
    private const int MaximumExifBytes = 1 << 16;
    private const int OrientationTag = 0x0112;
    private const int EntryBytes = 12;

    /// <summary>The orientation of a png file; upright if it states none that makes sense.</summary>
    public static SKEncodedOrigin Read(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> header = stackalloc byte[ChunkHeaderBytes];
        for (long at = SignatureBytes; ;)
        {
            file.Position = at;
            if (file.ReadAtLeast(header, ChunkHeaderBytes, throwOnEndOfStream: false) < ChunkHeaderBytes) return SKEncodedOrigin.TopLeft;
            var length = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (header[4..].SequenceEqual("eXIf"u8)) return length <= MaximumExifBytes ? Parse(file, (int)length) : SKEncodedOrigin.TopLeft;
            at += ChunkHeaderBytes + length + ChecksumBytes;
        }
    }

    private static SKEncodedOrigin Parse(FileStream file, int length)
    {
        var exif = new byte[length];
        if (file.ReadAtLeast(exif, length, throwOnEndOfStream: false) < length || length < 8) return SKEncodedOrigin.TopLeft;
        var bigEndian = exif[0] == 'M';
        var directory = UInt32(exif, 4, bigEndian);
        if (directory > length - 2) return SKEncodedOrigin.TopLeft;
        var entries = UInt16(exif, (int)directory, bigEndian);
        for (var (i, at) = (0, (int)directory + 2); i < entries && at + EntryBytes <= length; i++, at += EntryBytes)
        {
            if (UInt16(exif, at, bigEndian) != OrientationTag) continue;
            var value = UInt16(exif, at + 8, bigEndian);
            return value is >= 1 and <= 8 ? (SKEncodedOrigin)value : SKEncodedOrigin.TopLeft;
        }
        return SKEncodedOrigin.TopLeft;
    }

    private static ushort UInt16(byte[] bytes, int at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint UInt32(byte[] bytes, int at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
}
