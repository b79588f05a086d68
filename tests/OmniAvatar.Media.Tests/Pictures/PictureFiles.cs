using System.Buffers.Binary;
using SkiaSharp;

namespace OmniAvatar.Media.Tests.Pictures;

/// <summary>Encoded pictures with four colours in their corners, and what can be wrong with them.</summary>
internal static class PictureFiles
{
    public static readonly SKColor TopLeft = new(200, 0, 0);
    public static readonly SKColor TopRight = new(0, 200, 0);
    public static readonly SKColor BottomLeft = new(0, 0, 200);
    public static readonly SKColor BottomRight = new(200, 200, 0);

    public static byte[] Encode(SKEncodedImageFormat format, int width = 96, int height = 64)
    {
        using var bitmap = Quarters(width, height, 255);
        using var data = format == SKEncodedImageFormat.Webp
            ? bitmap.PeekPixels().Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 50))!
            : bitmap.Encode(format, 95)!;
        return data.ToArray();
    }

    public static byte[] TransparentPng()
    {
        using var bitmap = Quarters(96, 64, 0);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100)!;
        return data.ToArray();
    }

    /// <summary>The same file with an EXIF orientation of 1 to 8.</summary>
    public static byte[] WithOrientation(SKEncodedImageFormat format, byte orientation)
    {
        var file = Encode(format);
        byte[] tiff = [(byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        return format switch
        {
            SKEncodedImageFormat.Jpeg => [.. file[..2], 0xFF, 0xE1, 0, (byte)(tiff.Length + 8), .. "Exif\0\0"u8, .. tiff, .. file[2..]],
            SKEncodedImageFormat.Png => [.. file[..33], .. PngChunk("eXIf"u8, tiff), .. file[33..]],
            _ => Webp(file, tiff),
        };
    }

    /// <summary>A png that says it has this size and holds next to nothing.</summary>
    public static byte[] PngHeader(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. PngChunk("IHDR"u8, header), .. PngChunk("IDAT"u8, [0x78, 0x9C, 1]), .. PngChunk("IEND"u8, [])];
    }

    /// <summary>A small jpeg whose header has been changed to say another size.</summary>
    public static byte[] JpegThatSays(ushort width, ushort height)
    {
        var file = Encode(SKEncodedImageFormat.Jpeg);
        var frame = file.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 5), height);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 7), width);
        return file;
    }

    private static SKBitmap Quarters(int width, int height, byte alpha)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var color = (x < width / 2, y < height / 2) switch
                {
                    (true, true) => TopLeft,
                    (false, true) => TopRight,
                    (true, false) => BottomLeft,
                    _ => BottomRight,
                };
                bitmap.SetPixel(x, y, color.WithAlpha(alpha));
            }
        return bitmap;
    }

    private static byte[] Webp(byte[] file, byte[] tiff)
    {
        // RIFF size WEBP, then the extended header with its EXIF flag, the picture's own chunk, and EXIF.
        byte[] extended = [.. "VP8X"u8, 10, 0, 0, 0, 0x08, 0, 0, 0, 95, 0, 0, 63, 0, 0];
        byte[] exif = [.. "EXIF"u8, (byte)tiff.Length, 0, 0, 0, .. tiff];
        byte[] body = [.. "WEBP"u8, .. extended, .. file[12..], .. exif];
        var size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, body.Length);
        return [.. "RIFF"u8, .. size, .. body];
    }

    private static byte[] PngChunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        var (length, check) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        byte[] body = [.. type, .. content];
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc32(body));
        return [.. length, .. body, .. check];
    }

    private static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }
}
