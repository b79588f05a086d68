using OmniAvatar.Datasets.Synthetic.Faces;
using SkiaSharp;

namespace OmniAvatar.Datasets.Synthetic.Drawing;

/// <summary>Draws hair: what falls behind the head, and what lies on it.</summary>
internal sealed class HairPainter(FaceShape shape, SceneAppearance scene)
{
    private const float Center = FaceShape.CenterX;

    private readonly HairStyle _style = scene.Identity.Hair;
    private readonly SKColor _color = Palette.Hair[scene.Identity.HairColor];

    // Which side hair is parted on.
    private readonly int _side = (scene.Identity.Shape & 1) == 0 ? 1 : -1;

    /// <summary>Behind the head.</summary>
    public void DrawBack(Brush brush)
    {
        switch (_style)
        {
            case HairStyle.Long:
                DrawFall(brush, 104, 10.5f);
                break;
            case HairStyle.Straight:
                DrawFall(brush, 76, 7.5f);
                break;
            case HairStyle.Curly:
                DrawCurls(brush);
                break;
            case HairStyle.Tied:
                brush.Ellipse(Center + (_side * 19), 9, 10, 9.5f, _color);
                break;
            default:
                break;
        }
    }

    /// <summary>On the head.</summary>
    public void DrawFront(Brush brush)
    {
        switch (_style)
        {
            case HairStyle.Bald:
                brush.Dot(Center - 9, 18, 7, 3.5f, SKColors.White.WithAlpha(50));
                break;
            case HairStyle.Straight:
                DrawCap(brush, 29, 27, 56);
                break;
            case HairStyle.Curly:
                DrawCurlyFront(brush);
                break;
            case HairStyle.Long:
                DrawCap(brush, 17, 23, 50);
                break;
            case HairStyle.Tied:
                DrawCap(brush, 19, 20, 42);
                break;
            default:
                DrawCap(brush, 23, 18, 40);
                break;
        }
    }

    private void DrawFall(Brush brush, float bottom, float beyond)
    {
        var wide = shape.HalfWidth + beyond;
        using var fall = Paths.Make(path =>
        {
            path.MoveTo(Center, 3);
            path.CubicTo(Center + (0.8f * wide), 3, Center + wide, 20, Center + wide, 46);
            path.CubicTo(Center + wide, 64, Center + wide + 2, bottom - 8, Center + wide - 3, bottom);
            path.LineTo(Center - wide + 3, bottom);
            path.CubicTo(Center - wide - 2, bottom - 8, Center - wide, 64, Center - wide, 46);
            path.CubicTo(Center - wide, 20, Center - (0.8f * wide), 3, Center, 3);
            path.Close();
        });
        brush.Shape(fall, _color.Toned(-0.08f));
    }

    private void DrawCurls(Brush brush)
    {
        using var curls = Paths.Make(path =>
        {
            for (var i = 0; i <= 14; i++)
            {
                var angle = MathF.PI * (-0.22f + (1.44f * i / 14));
                var (x, y) = (Center - ((shape.HalfWidth + 3) * MathF.Cos(angle)), 42 - (31 * MathF.Sin(angle)));
                path.AddCircle(x, y, 9.5f, SKPathDirection.Clockwise);
            }
        });
        brush.Cluster(curls, _color.Toned(-0.08f));
    }

    private void DrawCurlyFront(Brush brush)
    {
        for (var i = -3; i <= 3; i++)
            brush.Dot(Center + (i * 7.2f), 13.5f + (1.1f * i * i), 7, 6.5f, _color);
    }

    /// <summary>From ear over the crown to ear, its front edge highest at the parting.</summary>
    private void DrawCap(Brush brush, float parting, float fringe, float sides)
    {
        var wide = shape.HalfWidth + 1.6f;
        using var cap = Paths.Make(path =>
        {
            path.MoveTo(Center - (_side * wide), sides);
            path.CubicTo(Center - (_side * (wide + 2)), 16, Center - (_side * 0.66f * wide), 3.5f, Center, 3.5f);
            path.CubicTo(
                Center + (_side * 0.66f * wide),
                3.5f,
                Center + (_side * (wide + 2)),
                16,
                Center + (_side * wide),
                sides
            );
            path.CubicTo(
                Center + (_side * (wide - 3)),
                sides - 8,
                Center + (_side * (wide - 4)),
                fringe + 4,
                Center + (_side * 13),
                parting - 3
            );
            path.CubicTo(
                Center,
                fringe + 3,
                Center - (_side * (wide - 8)),
                fringe + 2,
                Center - (_side * (wide - 3)),
                fringe + 9
            );
            path.Close();
        });
        brush.Shape(cap, _color);
    }
}
