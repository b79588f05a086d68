using OmniAvatar.Datasets.Synthetic.Faces;
using OmniAvatar.Datasets.Synthetic.Motion;
using SkiaSharp;

namespace OmniAvatar.Datasets.Synthetic.Drawing;

/// <summary>Draws eyes with lids, brows, and glasses.</summary>
internal sealed class EyesPainter(FaceShape shape, SceneAppearance scene)
{
    private const float LidLine = 1.2f;

    private readonly SKColor _skin = Palette.Skins[scene.Identity.Skin];
    private readonly SKColor _iris = Palette.Eyes[scene.Identity.EyeColor];
    private readonly SKColor _brow =
        scene.Identity.Hair == HairStyle.Bald
            ? Palette.Hair["brown"]
            : Palette.Hair[scene.Identity.HairColor].Toned(-0.25f);

    public void Draw(Brush brush, HeadPose pose)
    {
        foreach (var side in (int[])[-1, 1])
        {
            var x = FaceShape.CenterX + (side * shape.EyeDistance);
            DrawEye(brush, x, pose);
            DrawBrow(brush, x, side, pose.Brows);
        }
        if (scene.Glasses)
            DrawGlasses(brush);
    }

    private void DrawEye(Brush brush, float x, HeadPose pose)
    {
        var open =
            (1 - pose.Lids)
            * scene.Expression switch
            {
                Expression.Surprised => 1.25f,
                Expression.Smiling => 0.85f,
                Expression.Sad => 0.85f,
                Expression.Angry => 0.8f,
                _ => 1,
            };
        var (wide, high) = (1.15f * shape.EyeSize, 0.78f * shape.EyeSize * open);
        if (high > 0.6f)
        {
            using var white = Paths.Ellipse(x, FaceShape.EyeY, wide, high);
            brush.Fill(white, SKColors.White);
            brush.Canvas.Save();
            brush.Canvas.ClipPath(white, antialias: true);
            var radius = 0.62f * shape.EyeSize;
            brush.Dot(x + pose.Gaze, FaceShape.EyeY, radius, radius, _iris);
            brush.Dot(x + pose.Gaze, FaceShape.EyeY, 0.52f * radius, 0.52f * radius, Palette.Ink);
            brush.Dot(x + pose.Gaze + 1, FaceShape.EyeY - 1, 0.8f, 0.8f, SKColors.White);
            brush.Canvas.Restore();
        }
        using var lid = Paths.Bow(
            x - wide,
            FaceShape.EyeY,
            FaceShape.EyeY - Math.Max(high, 0) + (high > 0.6f ? 0 : 1),
            x + wide,
            FaceShape.EyeY
        );
        brush.Line(
            lid,
            high > 0.6f ? Palette.Ink : _skin.Toned(-0.55f),
            scene.Identity.Woman ? 1.4f * LidLine : LidLine
        );
    }

    private void DrawBrow(Brush brush, float x, int side, float raised)
    {
        var (inner, outer, lift) = scene.Expression switch
        {
            Expression.Smiling => (0f, 0f, 0.5f),
            Expression.Sad => (-3f, 2f, 0f),
            Expression.Surprised => (-1f, 0f, 3.5f),
            Expression.Angry => (3f, -2f, -0.5f),
            _ => (0f, 0.5f, 0f),
        };
        var y = FaceShape.EyeY - (1.05f * shape.EyeSize) - 4 - lift - raised;
        var (near, far) = (x - (side * 5.5f), x + (side * 6.5f));
        using var brow = Paths.Bow(near, y + inner, y + ((inner + outer) / 2) - 1.2f, far, y + outer);
        brush.Line(brow, _brow, shape.BrowThickness);
    }

    private void DrawGlasses(Brush brush)
    {
        var radius = shape.EyeDistance - 2.6f;
        foreach (var side in (int[])[-1, 1])
        {
            var x = FaceShape.CenterX + (side * shape.EyeDistance);
            using var rim = Paths.Ellipse(x, FaceShape.EyeY + 0.5f, radius, 0.85f * radius);
            brush.Fill(rim, SKColors.White.WithAlpha(40));
            brush.Line(rim, Palette.Ink, 1.7f);
            using var arm = Paths.Bow(
                x + (side * radius),
                FaceShape.EyeY,
                FaceShape.EyeY - 0.5f,
                FaceShape.CenterX + (side * shape.HalfWidth),
                FaceShape.EyeY - 1
            );
            brush.Line(arm, Palette.Ink, 1.7f);
        }
        using var bridge = Paths.Bow(
            FaceShape.CenterX - 2.6f,
            FaceShape.EyeY,
            FaceShape.EyeY - 1.5f,
            FaceShape.CenterX + 2.6f,
            FaceShape.EyeY
        );
        brush.Line(bridge, Palette.Ink, 1.7f);
    }
}
