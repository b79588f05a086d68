using OmniAvatar.Datasets.Synthetic.Faces;
using SkiaSharp;

namespace OmniAvatar.Datasets.Synthetic.Drawing;

/// <summary>Draws neck and shoulders, the head with ears and nose, and the beard.</summary>
internal sealed class HeadPainter(FaceShape shape, SceneAppearance scene)
{
    private const float Center = FaceShape.CenterX;
    private const float Widest = 44;
    private const float JawDrop = 2.2f;

    private readonly SKColor _skin = Palette.Skins[scene.Identity.Skin];

    /// <summary>Shoulders; they stay where they are while the head moves.</summary>
    public void DrawBody(Brush brush, float breath)
    {
        var shoulder = 80 - breath;
        using var body = Paths.Make(path =>
        {
            path.MoveTo(-6, 120);
            path.CubicTo(-2, shoulder + 6, 12, shoulder + 1, 30, shoulder - 2);
            path.LineTo(66, shoulder - 2);
            path.CubicTo(84, shoulder + 1, 98, shoulder + 6, 102, 120);
            path.Close();
        });
        brush.Shape(body, Palette.Things[scene.ShirtColor]);
        brush.Ellipse(Center, shoulder + 2, 17, 9, _skin.Toned(-0.18f));
    }

    /// <summary>Head, ears, beard and nose.</summary>
    /// <param name="brush">Draws in units.</param>
    /// <param name="opening">0 closed to 1: the chin goes down with it.</param>
    public void Draw(Brush brush, float opening)
    {
        foreach (var side in (int[])[-1, 1])
        {
            brush.Ellipse(Center + (side * shape.HalfWidth), 47, 4.2f, 7, _skin.Toned(-0.06f));
        }
        using var head = Head(shape.Chin + (JawDrop * opening));
        brush.Shape(head, _skin);
        DrawCheeks(brush);
        if (scene.Beard)
            DrawBeard(brush, head);
        DrawNose(brush);
    }

    private SKPath Head(float chin) =>
        Paths.Make(path =>
        {
            var wide = shape.HalfWidth;
            path.MoveTo(Center, FaceShape.Top);
            path.CubicTo(Center + (0.62f * wide), FaceShape.Top, Center + wide, 22, Center + wide, Widest);
            path.CubicTo(Center + wide, 66, Center + (shape.Jaw * wide), chin, Center, chin);
            path.CubicTo(Center - (shape.Jaw * wide), chin, Center - wide, 66, Center - wide, Widest);
            path.CubicTo(Center - wide, 22, Center - (0.62f * wide), FaceShape.Top, Center, FaceShape.Top);
            path.Close();
        });

    private void DrawCheeks(Brush brush)
    {
        var blush = new SKColor(222, 96, 90, (byte)(scene.Expression == Expression.Smiling ? 58 : 26));
        brush.Dot(Center - 18, 56, 6, 4, blush);
        brush.Dot(Center + 18, 56, 6, 4, blush);
    }

    // Along the jaw only: around the mouth stays skin.
    private void DrawBeard(Brush brush, SKPath head)
    {
        brush.Canvas.Save();
        brush.Canvas.ClipPath(head, antialias: true);
        brush.Canvas.ClipRect(new SKRect(-20, 40, 116, 110));
        brush.Line(head, Palette.Hair[scene.Identity.HairColor], 12);
        brush.Canvas.Restore();
    }

    private void DrawNose(Brush brush)
    {
        var bottom = FaceShape.EyeY + 2 + shape.NoseLength;
        using var bridge = Paths.Make(path =>
        {
            path.MoveTo(Center + 1.5f, FaceShape.EyeY + 3);
            path.QuadTo(Center + 5.5f, bottom - 1, Center + 4, bottom);
            path.QuadTo(Center, bottom + 2.4f, Center - 4, bottom);
        });
        brush.Line(bridge, _skin.Toned(-0.3f), 1.3f);
    }
}
