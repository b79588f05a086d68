using OmniAvatar.Files;
using OmniAvatar.Media.Pictures;
using SkiaSharp;

namespace OmniAvatar.Evaluation.Reports;

/// <summary>One row of a contact sheet.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Generated">A few of its frames.</param>
/// <param name="Reference">A few frames of the video of the same name, empty without one.</param>
public sealed record ContactPair(string Name, IReadOnlyList<Thumbnail> Generated, IReadOnlyList<Thumbnail> Reference);

/// <summary>Generated and reference videos side by side, a few frames of each, as one PNG.</summary>
public static class ContactSheet
{
    /// <summary>Rows at most; the pairs after them are left out.</summary>
    public const int MostPairs = 24;

    private const int Margin = 8;
    private const int LabelHeight = BlockLetters.Height + 2 * Margin;
    private const int BetweenSides = 4 * Margin;

    /// <summary>Draws and writes the sheet.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="pairs">At least one.</param>
    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<ContactPair> pairs)
    {
        using var picture = Draw([.. pairs.Take(MostPairs)]);
        using var encoded = picture.Encode(SKEncodedImageFormat.Png, 100);
        AtomicFile.Write(path, encoded.SaveTo);
    }

    private static SKImage Draw(IReadOnlyList<ContactPair> pairs)
    {
        var sideWidth = pairs.Max(pair => Math.Max(WidthOf(pair.Generated), WidthOf(pair.Reference)));
        var rowHeight = LabelHeight + Thumbnail.Rows + Margin;
        var info = new SKImageInfo(
            2 * sideWidth + BetweenSides + 2 * Margin,
            LabelHeight + pairs.Count * rowHeight,
            SKColorType.Rgba8888,
            SKAlphaType.Opaque
        );
        using var surface = SKSurface.Create(info);
        surface.Canvas.Clear(SKColors.White);
        var right = Margin + sideWidth + BetweenSides;
        BlockLetters.Draw(surface.Canvas, "generated", Margin, Margin, SKColors.Black);
        BlockLetters.Draw(surface.Canvas, "reference", right, Margin, SKColors.Black);
        for (var row = 0; row < pairs.Count; row++)
        {
            var top = LabelHeight + row * rowHeight;
            BlockLetters.Draw(surface.Canvas, pairs[row].Name, Margin, top + Margin, SKColors.DimGray);
            DrawSide(surface.Canvas, pairs[row].Generated, Margin, top + LabelHeight);
            DrawSide(surface.Canvas, pairs[row].Reference, right, top + LabelHeight);
        }
        return surface.Snapshot();
    }

    private static int WidthOf(IReadOnlyList<Thumbnail> pictures) => pictures.Sum(picture => picture.Width + Margin);

    private static void DrawSide(SKCanvas canvas, IReadOnlyList<Thumbnail> pictures, int left, int top)
    {
        foreach (var picture in pictures)
        {
            using var bitmap = ToBitmap(picture);
            canvas.DrawBitmap(bitmap, left, top, SKSamplingOptions.Default);
            left += picture.Width + Margin;
        }
    }

    private static SKBitmap ToBitmap(Thumbnail picture)
    {
        var bitmap = new SKBitmap(
            new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Opaque)
        );
        var pixels = bitmap.GetPixelSpan();
        for (var i = 0; i < picture.Width * picture.Height; i++)
        {
            picture.Rgb.AsSpan(3 * i, 3).CopyTo(pixels[(4 * i)..]);
            pixels[4 * i + 3] = byte.MaxValue;
        }
        return bitmap;
    }
}
