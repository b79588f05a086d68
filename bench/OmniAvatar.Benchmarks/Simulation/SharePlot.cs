using OmniAvatar.Simulation;
using SkiaSharp;

namespace OmniAvatar.Benchmarks.Simulation;

/// <summary>Draws who had how much of the slots over time: coloured areas are what tenants had, black lines where their
/// fair shares end.</summary>
internal static class SharePlot
{
    private const int Width = 1000;
    private const int Height = 420;
    private const int Margin = 24;

    public static void Save(SimulationResult result, string path)
    {
        using var bitmap = new SKBitmap(Width, Height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        for (var tenant = 0; tenant < result.Shares.Count; tenant++)
            DrawArea(canvas, result, tenant);

        using var line = new SKPaint
        {
            Color = SKColors.Black,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = 1,
            IsAntialias = true,
        };
        for (var tenants = 1; tenants < result.Shares.Count; tenants++)
            canvas.DrawPoints(SKPointMode.Polygon, Edge(result, sample => sample.Fair, tenants), line);
        canvas.DrawRect(Margin, Margin, Width - 2 * Margin, Height - 2 * Margin, line);

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var file = File.Create(path);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
    }

    private static void DrawArea(SKCanvas canvas, SimulationResult result, int tenant)
    {
        using var paint = new SKPaint { Color = Color(tenant) };
        var (lower, upper) = (
            Edge(result, sample => sample.Slots, tenant),
            Edge(result, sample => sample.Slots, tenant + 1)
        );
        for (var i = 0; i < upper.Length; i++)
            canvas.DrawRect(
                SKRect.Create(
                    i == 0 ? Margin : upper[i - 1].X,
                    upper[i].Y,
                    upper[i].X - (i == 0 ? Margin : upper[i - 1].X),
                    lower[i].Y - upper[i].Y
                ),
                paint
            );
    }

    /// <summary>The upper edge of the first tenants' slots together, as a part of all in use.</summary>
    private static SKPoint[] Edge(SimulationResult result, Func<ShareSample, IReadOnlyList<double>> of, int tenants) =>
        [
            .. result
                .Samples.Where(sample => of(sample).Sum() > 0)
                .Select(sample => new SKPoint(
                    (float)(Margin + (Width - 2 * Margin) * sample.Seconds / result.Makespan),
                    (float)(Height - Margin - (Height - 2 * Margin) * of(sample).Take(tenants).Sum() / of(sample).Sum())
                )),
        ];

    private static SKColor Color(int tenant) => SKColor.FromHsl(tenant * 137.5f % 360, 65, 45 + tenant % 3 * 12);
}
