using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using SkiaSharp;

namespace OmniAvatar.Cli.Tests.Inputs;

/// <summary>Writes small pictures, sound and unsound.</summary>
internal static class Pictures
{
    public static void WriteJpeg(string path, int width, int height) =>
        Encode(path, width, height, SKEncodedImageFormat.Jpeg);

    public static void WritePng(string path, int width, int height) =>
        Encode(path, width, height, SKEncodedImageFormat.Png);

    public static void WriteWebp(string path, int width, int height) =>
        Encode(path, width, height, SKEncodedImageFormat.Webp);

    /// <summary>Notes in a jpeg's EXIF header that it must be turned by a quarter to be seen upright.</summary>
    public static void TurnByExif(string path)
    {
        const byte QuarterTurn = 6;
        var jpeg = File.ReadAllBytes(path);
        byte[] exif =
        [
            .. "Exif\0\0MM\0*"u8,
            0,
            0,
            0,
            8,
            0,
            1,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            QuarterTurn,
            0,
            0,
            0,
            0,
            0,
            0,
        ];
        File.WriteAllBytes(path, [.. jpeg[..2], 0xff, 0xe1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]]);
    }

    /// <summary>A png whose header promises a size and whose pixels never come.</summary>
    public static void WritePngHeader(string path, int width, int height)
    {
        var header = new byte[4 + 13];
        Encoding.ASCII.GetBytes("IHDR").CopyTo(header, 0);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), height);
        (header[12], header[13]) = (8, 2); // 8 bits, RGB

        using var file = File.Create(path);
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, 13);
        file.Write(number);
        file.Write(header);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(header));
        file.Write(number);
    }

    private static void Encode(string path, int width, int height, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height);
        for (var y = 0; y < height; y++)
        for (var x = 0; x < width; x++)
            bitmap.SetPixel(
                x,
                y,
                new SKColor((byte)(255 * x / width), (byte)(255 * y / height), (byte)((x * y) % 256))
            );
        using var data = bitmap.Encode(format, 90);
        File.WriteAllBytes(path, data.ToArray());
    }
}
