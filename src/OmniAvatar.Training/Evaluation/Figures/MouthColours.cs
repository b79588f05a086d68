using OmniAvatar.Training.Synthetic.Drawing;

namespace OmniAvatar.Training.Evaluation.Figures;

/// <summary>
/// How a face's skin and lips look, read from a picture in which the mouth's place is known. Only the part of green to red counts: light and
/// shade of the drawing do not change it, lips and all that is dark in a mouth have less of it than skin, and teeth have more.
/// </summary>
internal sealed record MouthColours
{
    private const double LeastContrast = 0.06;
    private const double Teeth = 0.985;
    private const double Steadier = 8; // Of 255: keeps the part of dark pixels from being noise.
    private const double RampFrom = 0.25;
    private const double RampTo = 0.75;

    private MouthColours(double skin, double lips)
    {
        Skin = skin;
        Lips = Math.Max(LeastContrast, skin - lips);
        Bright = Math.Max(LeastContrast, Teeth - skin);
    }

    /// <summary>Green over red of the skin above the mouth.</summary>
    public double Skin { get; }

    /// <summary>How far the lips lie below it, positive.</summary>
    private double Lips { get; }

    /// <summary>How far teeth lie above it, positive.</summary>
    private double Bright { get; }

    /// <summary>Reads them.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="mouth">Where the mouth is in it.</param>
    public static MouthColours Of(Picture picture, MouthTruth mouth)
    {
        var unit = picture.Unit;
        var top = mouth.Y - (MouthReader.UpperPart * mouth.OpeningPixels);
        return new MouthColours(
            Median(picture, mouth.X, 8 * unit, top - (7 * unit), top - (4.2f * unit)),
            Median(picture, mouth.X, 4 * unit, top - (2 * unit), top - unit));
    }

    /// <summary>How much a pixel is of the mouth: 0 skin to 1 lips, tongue, teeth or the dark.</summary>
    public double MouthPart(Picture picture, int x, int y)
    {
        var away = Skin - Part(picture, x, y);
        var scaled = away >= 0 ? away / Lips : -away / Bright;
        return Math.Clamp((scaled - RampFrom) / (RampTo - RampFrom), 0, 1);
    }

    private static double Part(Picture picture, int x, int y)
    {
        var (red, green) = picture.RedGreen(x, y);
        return (green + Steadier) / (red + Steadier);
    }

    private static double Median(Picture picture, float x, float reach, float top, float bottom)
    {
        var parts = new List<double>();
        for (var row = (int)Math.Round(top); row <= (int)Math.Round(bottom); row++)
            for (var column = (int)Math.Round(x - reach); column <= (int)Math.Round(x + reach); column++)
                parts.Add(Part(picture, column, row));
        parts.Sort();
        return parts[parts.Count / 2];
    }
}
