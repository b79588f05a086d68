using System.Globalization;
using OmniAvatar.Files;
using OmniAvatar.Media.Pictures;
using SkiaSharp;

namespace OmniAvatar.Training.Logging;

/// <summary>Losses over steps as a picture: every step pale, their running mean, and the validations; the loss on a
/// logarithmic scale.</summary>
internal static class LossPlot
{
    private const int Width = 1200;
    private const int Height = 600;
    private const int Margin = 90;

    private static readonly SKColor Pale = new(0xB0, 0xC8, 0xE8);
    private static readonly SKColor Strong = new(0x1F, 0x4E, 0x9E);
    private static readonly SKColor Validated = new(0xC8, 0x4B, 0x31);

    /// <summary>Writes a PNG file.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="losses">Step and loss of training.</param>
    /// <param name="validations">Step and loss of validation; may be empty.</param>
    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    public static void Write(
        string path,
        IReadOnlyList<(long Step, double Loss)> losses,
        IReadOnlyList<(long Step, double Loss)> validations
    )
    {
        var values = losses
            .Concat(validations)
            .Select(point => point.Loss)
            .Where(loss => loss > 0 && double.IsFinite(loss))
            .DefaultIfEmpty(1)
            .ToList();
        var scale = new Scale(
            Math.Max(1, losses.Concat(validations).Select(point => point.Step).DefaultIfEmpty(1).Max()),
            values.Min(),
            values.Max()
        );
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height));
        surface.Canvas.Clear(SKColors.White);
        DrawAxes(surface.Canvas, scale);
        DrawLine(surface.Canvas, scale, losses, Pale, 1);
        DrawLine(surface.Canvas, scale, RunningMean(losses), Strong, 2);
        DrawLine(surface.Canvas, scale, validations, Validated, 2);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        AtomicFile.Write(path, stream => png.SaveTo(stream));
    }

    private static void DrawAxes(SKCanvas canvas, Scale scale)
    {
        using var line = new SKPaint { Color = SKColors.LightGray, StrokeWidth = 1 };
        foreach (var part in new[] { 0, 0.25, 0.5, 0.75, 1 })
        {
            var (step, loss) = ((long)(scale.LastStep * part), scale.LossAt(part));
            canvas.DrawLine(Margin, scale.Y(loss), Width - Margin / 2f, scale.Y(loss), line);
            var (lossText, stepText) = (
                loss.ToString("0.####", CultureInfo.InvariantCulture),
                step.ToString(CultureInfo.InvariantCulture)
            );
            BlockLetters.Draw(
                canvas,
                lossText,
                Margin - 6 - lossText.Length * BlockLetters.Advance,
                scale.Y(loss) - BlockLetters.Height / 2f,
                SKColors.DimGray
            );
            BlockLetters.Draw(
                canvas,
                stepText,
                scale.X(step) - stepText.Length * BlockLetters.Advance / 2f,
                Height - Margin + 12,
                SKColors.DimGray
            );
        }
    }

    private static void DrawLine(
        SKCanvas canvas,
        Scale scale,
        IReadOnlyList<(long Step, double Loss)> points,
        SKColor colour,
        float width
    )
    {
        using var paint = new SKPaint
        {
            Color = colour,
            StrokeWidth = width,
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
        };
        var drawn = points
            .Where(point => point.Loss > 0 && double.IsFinite(point.Loss))
            .Select(point => new SKPoint(scale.X(point.Step), scale.Y(point.Loss)))
            .ToArray();
        canvas.DrawPoints(SKPointMode.Polygon, drawn, paint);
        if (drawn.Length < 50)
            foreach (var point in drawn)
                canvas.DrawCircle(point, width + 1, paint);
    }

    private static List<(long Step, double Loss)> RunningMean(IReadOnlyList<(long Step, double Loss)> points)
    {
        var mean = points.Count > 0 ? points[0].Loss : 0;
        return [.. points.Select(point => (point.Step, mean += (point.Loss - mean) * 0.02))];
    }

    /// <summary>Steps and losses as places in the picture.</summary>
    private sealed record Scale(long LastStep, double Least, double Most)
    {
        private double Span => Math.Max(1e-9, Math.Log(Most) - Math.Log(Least));

        public double LossAt(double part) => Math.Exp(Math.Log(Least) + Span * part);

        public float X(long step) => Margin + (float)step / LastStep * (Width - 1.5f * Margin);

        public float Y(double loss) =>
            Height - Margin - (float)((Math.Log(loss) - Math.Log(Least)) / Span) * (Height - 1.5f * Margin);
    }
}
