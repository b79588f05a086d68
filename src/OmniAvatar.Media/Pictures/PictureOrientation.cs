using OmniAvatar.Rendering;
using SkiaSharp;

namespace OmniAvatar.Media.Pictures;

/// <summary>Turns stored pixels the way up that a camera recorded in EXIF.</summary>
internal static class PictureOrientation
{
    /// <summary>Copies RGBA rows into an upright picture.</summary>
    /// <param name="origin">Where the stored first row and first column belong, as EXIF numbers them.</param>
    /// <param name="rgba">(height, width, 4) bytes as stored.</param>
    /// <param name="width">Stored width.</param>
    /// <param name="height">Stored height.</param>
    public static Picture Apply(SKEncodedOrigin origin, ReadOnlySpan<byte> rgba, int width, int height)
    {
        var swapped = origin >= SKEncodedOrigin.LeftTop;
        var (uprightWidth, uprightHeight) = swapped ? (height, width) : (width, height);
        var rgb = new byte[uprightWidth * uprightHeight * 3];
        for (var (y, to) = (0, 0); y < uprightHeight; y++)
        for (var x = 0; x < uprightWidth; x++, to += 3)
        {
            var (column, row) = Stored(origin, x, y, width, height);
            rgba.Slice((row * width + column) * 4, 3).CopyTo(rgb.AsSpan(to));
        }
        return new Picture(uprightWidth, uprightHeight, rgb);
    }

    // Where the upright pixel (x, y) is stored.
    private static (int Column, int Row) Stored(SKEncodedOrigin origin, int x, int y, int width, int height) =>
        origin switch
        {
            SKEncodedOrigin.TopRight => (width - 1 - x, y),
            SKEncodedOrigin.BottomRight => (width - 1 - x, height - 1 - y),
            SKEncodedOrigin.BottomLeft => (x, height - 1 - y),
            SKEncodedOrigin.LeftTop => (y, x),
            SKEncodedOrigin.RightTop => (y, height - 1 - x),
            SKEncodedOrigin.RightBottom => (width - 1 - y, height - 1 - x),
            SKEncodedOrigin.LeftBottom => (width - 1 - y, x),
            _ => (x, y),
        };
}
