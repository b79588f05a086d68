using SkiaSharp;

namespace OmniAvatar.Datasets.Synthetic.Drawing;

/// <summary>Makes paths.</summary>
internal static class Paths
{
    public static SKPath Make(Action<SKPathBuilder> draw)
    {
        using var builder = new SKPathBuilder();
        draw(builder);
        return builder.Detach();
    }

    public static SKPath Ellipse(float x, float y, float radiusX, float radiusY) =>
        Make(path => path.AddOval(new SKRect(x - radiusX, y - radiusY, x + radiusX, y + radiusY)));

    /// <summary>A curve through the middle of its bow: from one point to another, its middle raised to
    /// <paramref name="middleY"/>.</summary>
    public static SKPath Bow(float fromX, float fromY, float middleY, float toX, float toY) =>
        Make(path =>
        {
            path.MoveTo(fromX, fromY);
            path.QuadTo((fromX + toX) / 2, (2 * middleY) - ((fromY + toY) / 2), toX, toY);
        });
}
