using OmniAvatar.Datasets.Synthetic.Faces;
using SkiaSharp;

namespace OmniAvatar.Datasets.Synthetic.Drawing;

/// <summary>Fills shapes in a scene's style: in one colour, with light from above left, or with an outline.</summary>
internal sealed class Brush(SKCanvas canvas, DrawingStyle style) : IDisposable
{
    private const float Light = 0.16f;
    private const float OutlineWidth = 1.3f;

    private readonly SKPaint _fill = new() { IsAntialias = true };
    private readonly SKPaint _line = new()
    {
        IsAntialias = true,
        Style = SKPaintStyle.Stroke,
        StrokeCap = SKStrokeCap.Round,
        StrokeJoin = SKStrokeJoin.Round,
    };

    public SKCanvas Canvas => canvas;

    /// <summary>A shape of some size, in the style.</summary>
    public void Shape(SKPath path, SKColor color)
    {
        if (style == DrawingStyle.Shaded)
        {
            var box = path.Bounds;
            using var shader = SKShader.CreateLinearGradient(
                new SKPoint(box.Left, box.Top),
                new SKPoint(box.Left + (0.7f * box.Width), box.Bottom),
                [color.Toned(Light), color.Toned(-Light)],
                null,
                SKShaderTileMode.Clamp
            );
            Fill(path, color, shader);
            return;
        }
        Fill(path, color);
        if (style == DrawingStyle.Outlined)
            Line(path, Palette.Ink, OutlineWidth);
    }

    /// <summary>Shapes that overlap, in the style: lines around all of them, none between them.</summary>
    public void Cluster(SKPath path, SKColor color)
    {
        if (style == DrawingStyle.Outlined)
        {
            Line(path, Palette.Ink, 2 * OutlineWidth);
            Fill(path, color);
        }
        else
        {
            Shape(path, color);
        }
    }

    /// <summary>An ellipse of some size, in the style.</summary>
    public void Ellipse(float x, float y, float radiusX, float radiusY, SKColor color)
    {
        using var path = Paths.Ellipse(x, y, radiusX, radiusY);
        Shape(path, color);
    }

    /// <summary>A detail in one colour, whatever the style.</summary>
    public void Fill(SKPath path, SKColor color, SKShader? shader = null)
    {
        _fill.Color = color;
        _fill.Shader = shader;
        canvas.DrawPath(path, _fill);
        _fill.Shader = null;
    }

    /// <summary>An ellipse in one colour, whatever the style.</summary>
    public void Dot(float x, float y, float radiusX, float radiusY, SKColor color)
    {
        _fill.Color = color;
        canvas.DrawOval(x, y, radiusX, radiusY, _fill);
    }

    /// <summary>A rectangle in one colour, whatever the style.</summary>
    public void Box(SKRect box, SKColor color, SKShader? shader = null)
    {
        _fill.Color = color;
        _fill.Shader = shader;
        canvas.DrawRect(box, _fill);
        _fill.Shader = null;
    }

    /// <summary>A line with round ends.</summary>
    public void Line(SKPath path, SKColor color, float width)
    {
        _line.Color = color;
        _line.StrokeWidth = width;
        canvas.DrawPath(path, _line);
    }

    public void Dispose()
    {
        _fill.Dispose();
        _line.Dispose();
    }
}
