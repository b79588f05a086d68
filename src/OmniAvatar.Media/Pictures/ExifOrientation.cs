using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Jpeg;
using MetadataExtractor.Formats.WebP;
using MetadataExtractor.IO;
using SkiaSharp;

namespace OmniAvatar.Media.Pictures;

/// <summary>
/// Which way up a picture is, as its EXIF says: in a segment of a jpeg, a chunk of a webp or png, or in one of the
/// texts that ImageMagick writes into png files. Skia reads it in jpeg and webp only, and there only as a 16-bit
/// number.
/// </summary>
internal static class ExifOrientation
{
    /// <summary>The orientation of a picture file that has been decoded; upright if it states none that makes
    /// sense.</summary>
    public static SKEncodedOrigin Read(string path, SKEncodedImageFormat format)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Orientation(
                format switch
                {
                    SKEncodedImageFormat.Jpeg => JpegMetadataReader.ReadMetadata(file, [new ExifReader()]),
                    SKEncodedImageFormat.Webp => WebPMetadataReader.ReadMetadata(file),
                    _ => PngExif.Read(file) is { } exif ? new ExifReader().Extract(new ByteArrayReader(exif)) : [],
                }
            );
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The pixels are sound, and EXIF is full of what its writers got wrong: such a picture is shown as it is
            // stored.
            return SKEncodedOrigin.TopLeft;
        }
    }

    private static SKEncodedOrigin Orientation(IReadOnlyList<MetadataExtractor.Directory> directories)
    {
        foreach (var directory in directories.OfType<ExifIfd0Directory>())
            if (directory.TryGetInt32(ExifDirectoryBase.TagOrientation, out var value) && value is >= 1 and <= 8)
                return (SKEncodedOrigin)value;
        return SKEncodedOrigin.TopLeft;
    }
}
