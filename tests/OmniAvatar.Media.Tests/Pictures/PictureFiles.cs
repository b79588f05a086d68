using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
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
        using var data =
            format == SKEncodedImageFormat.Webp
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
    public static byte[] WithOrientation(SKEncodedImageFormat format, byte orientation) =>
        WithExif(format, Exif(orientation));

    /// <summary>The same file with an EXIF block.</summary>
    public static byte[] WithExif(SKEncodedImageFormat format, byte[] exif)
    {
        var file = Encode(format);
        return format switch
        {
            SKEncodedImageFormat.Jpeg =>
            [
                .. file[..2],
                0xFF,
                0xE1,
                0,
                (byte)(exif.Length + 8),
                .. "Exif\0\0"u8,
                .. exif,
                .. file[2..],
            ],
            SKEncodedImageFormat.Png => WithPngChunk("eXIf", exif),
            _ => Webp(file, exif),
        };
    }

    /// <summary>The same png with a chunk before its pixels.</summary>
    public static byte[] WithPngChunk(string type, byte[] content)
    {
        var file = Encode(SKEncodedImageFormat.Png);
        return [.. file[..33], .. PngChunk(Encoding.Latin1.GetBytes(type), content), .. file[33..]];
    }

    /// <summary>EXIF as a text of a png, as ImageMagick writes it.</summary>
    public static byte[] ExifText(byte[] exif, bool compressed)
    {
        byte[] block = [.. "Exif\0\0"u8, .. exif];
        var digits = string.Join('\n', Convert.ToHexStringLower(block).Chunk(72).Select(line => new string(line)));
        var text = Encoding.Latin1.GetBytes($"\nexif\n{block.Length, 8}\n{digits}\n");
        byte[] keyword = [.. "Raw profile type exif\0"u8];
        if (!compressed)
            return [.. keyword, .. text];
        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionMode.Compress, leaveOpen: true))
            zlib.Write(text);
        return [.. keyword, 0, .. deflated.ToArray()];
    }

    /// <summary>An EXIF block that holds an orientation alone.</summary>
    /// <param name="orientation">1 to 8.</param>
    /// <param name="isLong">As a number of 32 bits instead of 16.</param>
    /// <param name="bigEndian">The order of its bytes.</param>
    public static byte[] Exif(byte orientation, bool isLong = false, bool bigEndian = true)
    {
        var exif = new byte[26];
        (bigEndian ? "MM"u8 : "II"u8).CopyTo(exif);
        Write16(2, 42);
        Write32(4, 8);
        Write16(8, 1);
        Write16(10, 0x0112);
        Write16(12, isLong ? 4 : 3);
        Write32(14, 1);
        if (isLong)
            Write32(18, orientation);
        else
            Write16(18, orientation);
        return exif;

        void Write16(int at, int value)
        {
            if (bigEndian)
                BinaryPrimitives.WriteUInt16BigEndian(exif.AsSpan(at), (ushort)value);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(exif.AsSpan(at), (ushort)value);
        }

        void Write32(int at, int value)
        {
            if (bigEndian)
                BinaryPrimitives.WriteInt32BigEndian(exif.AsSpan(at), value);
            else
                BinaryPrimitives.WriteInt32LittleEndian(exif.AsSpan(at), value);
        }
    }

    /// <summary>A jpeg whose frame header claims another size.</summary>
    public static byte[] Claiming(byte[] jpeg, int width, int height)
    {
        var claiming = jpeg.ToArray();
        for (var at = 2; ; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(claiming.AsSpan(at + 2)))
        {
            if (claiming[at + 1] is not (0xC0 or 0xC2))
                continue;
            BinaryPrimitives.WriteUInt16BigEndian(claiming.AsSpan(at + 5), (ushort)height);
            BinaryPrimitives.WriteUInt16BigEndian(claiming.AsSpan(at + 7), (ushort)width);
            return claiming;
        }
    }

    /// <summary>A progressive jpeg of 96x96.</summary>
    public static byte[] Progressive() =>
        Convert.FromBase64String(
            "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//"
                + "2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wgARCABgAGADASIAAhEBAxEB/8QA"
                + "GAABAQEBAQAAAAAAAAAAAAAAAwIEAQD/xAAZAQADAQEBAAAAAAAAAAAAAAABAwQCBQb/2gAMAwEAAhADEAAAAUjsczkenk1br0co0lFTg1jbFugrtWWLLhXz"
                + "FHU33pmraWNuDIK7UyixRnJi4NxGh2OOenU1LFXhmFihmJjOJaC89XnPQdbsx6ZraK9R460sUU8MZyPSfnKc0aYqZm5o5VsaWnCUpNq8vlKYjTHm3Zp0TUzP"
                + "5/UEKbrgaXbMSvV2n//EABkQAQEBAQEBAAAAAAAAAAAAAAABETAQIP/aAAgBAQABBQLnOcTlETjERFVfmIiIqqq+REREVVVWJERERV8xjGJEiInuMYxjEiRE"
                + "YxjGMYxiRIkYxjGMYxjEiRjGMYxjGMSJH//EABgRAQEBAQEAAAAAAAAAAAAAAAABAhIQ/9oACAEDAQE/AZhMOHC4XCYTDhcLhrCZTKYXDWWspEiK1GoieVWk"
                + "T2q//8QAGREAAwEBAQAAAAAAAAAAAAAAAAECERAg/9oACAECAQE/AYJRKEhLkEEoS7BBHiGQyGaaaQyGTQqNNIZNE0KhUaf/xAAUEAEAAAAAAAAAAAAAAAAA"
                + "AABw/9oACAEBAAY/AhD/xAAZEAEBAQEBAQAAAAAAAAAAAAABABEQIDD/2gAIAQEAAT8hZZbbbbYYYYeGZZbbbYYYejMy222ww+AzMy22w/AAzbD8wAfYAhCE"
                + "J4BCEIQhJMeB0AhCSSYx6DoBCYxj4Ah4AMYx8AQh0DGPkBCHQf/aAAwDAQACAAMAAAAQ+PGyHQl2kow7UI+csBFi7d5h0jlVRSjMr3m5/8QAGBEBAAMBAAAA"
                + "AAAAAAAAAAAAAQAQESD/2gAIAQMBAT8Qsbz6Dqxeky5bhkO2ZghQwQU2LUz/xAAYEQEAAwEAAAAAAAAAAAAAAAABABAgEf/aAAgBAgEBPxAZiAoLgIEdRAru"
                + "KTcWCTViCf/EABsQAQEAAgMBAAAAAAAAAAAAAAEAEGERIDBx/9oACAEBAAE/EHkGOE6gpTnkHCdJSlOc8DhMyUpYuc8gwlKXWHOcBS6cQhDB8S5xMYx7ADzX"
                + "B59UPTrafMP/AKfmNfLB6lvzGtp8MCnTOt8xrafDwla4ztXT/9k="
        );

    /// <summary>A png that says it has this size and holds next to nothing.</summary>
    public static byte[] PngHeader(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        return
        [
            0x89,
            .. "PNG\r\n"u8,
            0x1A,
            0x0A,
            .. PngChunk("IHDR"u8, header),
            .. PngChunk("IDAT"u8, [0x78, 0x9C, 1]),
            .. PngChunk("IEND"u8, []),
        ];
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
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }
}
