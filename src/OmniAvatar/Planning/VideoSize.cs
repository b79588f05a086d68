using System.Globalization;

namespace OmniAvatar.Planning;

/// <summary>A video size in pixels, written as WIDTHxHEIGHT.</summary>
public readonly record struct VideoSize(int Height, int Width)
{
    /// <summary>Height over width.</summary>
    public double Ratio => (double)Height / Width;

    /// <summary>Reads WIDTHxHEIGHT, such as 720x400: two whole numbers without signs or blanks.</summary>
    public static bool TryParse(string text, out VideoSize size)
    {
        var (width, height) = (0, 0);
        var isSize = text.Split('x') is [var across, var down] && IsSide(across, out width) && IsSide(down, out height);
        size = new VideoSize(height, width);
        return isSize;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");

    private static bool IsSide(string text, out int side) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side);
}
