using OmniAvatar.Media.Videos.Sources;

namespace OmniAvatar.Evaluation.Reports;

/// <summary>A small picture.</summary>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Rgb">RGB24, row after row.</param>
public sealed record Thumbnail(int Width, int Height, byte[] Rgb)
{
    /// <summary>Rows of every thumbnail.</summary>
    public const int Rows = 144;

    /// <summary>Makes a picture small, each pixel the mean of those that it covers.</summary>
    public static Thumbnail Of(VideoPicture picture)
    {
        var width = Math.Max(1, (int)Math.Round((double)Rows * picture.Width / picture.Height));
        var rgb = new byte[3 * width * Rows];
        for (var y = 0; y < Rows; y++)
        {
            for (var x = 0; x < width; x++)
                Average(picture, x, y, width, rgb.AsSpan(3 * (y * width + x), 3));
        }
        return new Thumbnail(width, Rows, rgb);
    }

    private static void Average(VideoPicture picture, int x, int y, int width, Span<byte> pixel)
    {
        var (left, right) = Covered(x, width, picture.Width);
        var (top, bottom) = Covered(y, Rows, picture.Height);
        for (var channel = 0; channel < 3; channel++)
        {
            var sum = 0L;
            for (var row = top; row < bottom; row++)
            {
                for (var column = left; column < right; column++)
                    sum += picture.Rgb[3 * (row * picture.Width + column) + channel];
            }
            pixel[channel] = (byte)(sum / ((long)(right - left) * (bottom - top)));
        }
    }

    private static (int From, int To) Covered(int place, int places, int pixels)
    {
        var from = (int)((long)place * pixels / places);
        return (from, Math.Max(from + 1, (int)((long)(place + 1) * pixels / places)));
    }
}
