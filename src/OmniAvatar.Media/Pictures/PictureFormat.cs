using System.Text;

namespace OmniAvatar.Media.Pictures;

/// <summary>Names the format of a file that was given as a picture but is not supported. Telephones and web pages call
/// pictures .jpg that are something else.</summary>
internal static class PictureFormat
{
    private const int HeadBytes = 512;

    private static readonly (byte[] Start, string Name)[] Starts =
    [
        ("GIF8"u8.ToArray(), "a GIF picture"),
        ("BM"u8.ToArray(), "a BMP picture"),
        ("II*\0"u8.ToArray(), "a TIFF picture or a raw photo"),
        ("MM\0*"u8.ToArray(), "a TIFF picture or a raw photo"),
        ([0xFF, 0x0A], "a JPEG XL picture"),
        ([0, 0, 0, 12, .. "JXL "u8], "a JPEG XL picture"),
        ([0, 0, 0, 12, .. "jP  "u8], "a JPEG 2000 picture"),
        ([0xFF, 0x4F, 0xFF, 0x51], "a JPEG 2000 picture"),
        ("8BPS"u8.ToArray(), "a Photoshop file"),
        ([0, 0, 1, 0], "an icon"),
        ("%PDF"u8.ToArray(), "a PDF"),
        ([0x1A, 0x45, 0xDF, 0xA3], "a video"),
        ("version https://git-lfs"u8.ToArray(), "a Git LFS pointer (run git lfs pull to get the picture)"),
    ];

    private static readonly (string Start, string Name)[] Texts =
    [
        ("<!doctype html", "a web page"),
        ("<html", "a web page"),
        ("<svg", "an SVG drawing"),
        ("<?xml", "an SVG drawing or another XML file"),
    ];

    // Brands of ISO base media files, in the order in which they decide: AVIF and HEIC share "mif1".
    private static readonly (string Brand, string Name)[] Brands =
    [
        ("avif", "an AVIF picture"),
        ("avis", "an AVIF picture"),
        ("heic", "a HEIC picture"),
        ("heix", "a HEIC picture"),
        ("heim", "a HEIC picture"),
        ("heis", "a HEIC picture"),
        ("hevc", "a HEIC picture"),
        ("hevx", "a HEIC picture"),
        ("mif1", "a HEIF picture"),
        ("msf1", "a HEIF picture"),
        ("crx ", "a raw photo"),
    ];

    /// <summary>What a file is by its first bytes, with its article; null if that is not known.</summary>
    public static string? NameOf(string path)
    {
        var head = new byte[HeadBytes];
        using var file = File.OpenRead(path);
        return NameOf(head.AsSpan(0, file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false)));
    }

    private static string? NameOf(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8))
            return OfBrands(head);
        foreach (var (start, name) in Starts)
            if (head.StartsWith(start))
                return name;
        var text = Encoding.Latin1.GetString(head).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return Texts
            .FirstOrDefault(candidate => text.StartsWith(candidate.Start, StringComparison.OrdinalIgnoreCase))
            .Name;
    }

    private static string OfBrands(ReadOnlySpan<byte> head)
    {
        var box = Math.Clamp(head[3], 12, head.Length);
        var brands = Encoding.Latin1.GetString(head[8..box]);
        foreach (var (brand, name) in Brands)
            if (brands.Contains(brand, StringComparison.Ordinal))
                return name;
        return "a video";
    }
}
