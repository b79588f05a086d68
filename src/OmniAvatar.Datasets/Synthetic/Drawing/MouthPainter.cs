using OmniAvatar.Datasets.Synthetic.Faces;
using SkiaSharp;

namespace OmniAvatar.Datasets.Synthetic.Drawing;

/// <summary>Where the mouth is in a frame and how it stands, in the picture's pixels.</summary>
/// <param name="X">Middle of the mouth, pixels from the left.</param>
/// <param name="Y">Where closed lips meet, pixels from the top.</param>
/// <param name="OpeningPixels">Between the lips, at the middle: 0.38 of it above <paramref name="Y"/>, the rest
/// below.</param>
/// <param name="Opening">0 closed to 1 as wide as this mouth opens.</param>
/// <param name="WidthPixels">Between the corners.</param>
public readonly record struct MouthTruth(float X, float Y, float OpeningPixels, float Opening, float WidthPixels);

/// <summary>Draws the mouth: lips around a dark opening with teeth and tongue; its height at the middle is the truth
/// that is measured.</summary>
internal sealed class MouthPainter(FaceShape shape, SceneAppearance scene)
{
    private const float UpperPart = 0.38f; // Of the opening; the jaw does the rest.
    private const float RoundedBy = 0.15f; // Of the width, at most.
    private const float Bend = 2.8f;
    private const float ClosedLine = 1.1f;

    private readonly SKColor _lips = Lips(scene);
    private readonly float _corners = scene.Expression switch
    {
        Expression.Smiling => -Bend,
        Expression.Sad => Bend,
        Expression.Angry => 0.6f * Bend,
        _ => 0,
    };

    /// <summary>Units between the corners.</summary>
    public float Width(float width) =>
        shape.MouthWidth * (1 + (RoundedBy * width) + (scene.Expression == Expression.Smiling ? 0.06f : 0));

    /// <summary>Units between the lips.</summary>
    public float Height(float opening) => shape.MouthHeight * opening;

    /// <summary>Draws it.</summary>
    /// <param name="brush">Draws in units.</param>
    /// <param name="opening">0 closed to 1.</param>
    /// <param name="width">-1 rounded to 1 spread.</param>
    public void Draw(Brush brush, float opening, float width)
    {
        var (across, height) = (Width(width), Height(opening));
        var (left, right) = (FaceShape.CenterX - (across / 2), FaceShape.CenterX + (across / 2));
        var (top, bottom) = (FaceShape.MouthY - (UpperPart * height), FaceShape.MouthY + ((1 - UpperPart) * height));
        using var upper = Curve(left, right, top);
        using var inside = Inside(left, right, top, bottom);
        brush.Line(inside, _lips, 2 * shape.LipThickness);
        brush.Fill(inside, Palette.MouthInside);
        brush.Canvas.Save();
        brush.Canvas.ClipPath(inside, antialias: true);
        if (height > 4)
            brush.Dot(FaceShape.CenterX, bottom + (0.05f * height), 0.27f * across, 0.32f * height, Palette.Tongue);
        if (height > 2.5f)
            brush.Line(upper, Palette.Teeth, 0.46f * height);
        brush.Canvas.Restore();
        // Closed lips show the line where they meet; it fades out as they part.
        if (height < 2)
            brush.Line(upper, Palette.MouthInside.WithAlpha((byte)(255 - (100 * height))), ClosedLine);
    }

    private SKPath Curve(float left, float right, float middle) =>
        Paths.Make(path =>
        {
            path.MoveTo(left, FaceShape.MouthY + _corners);
            Arch(path, left, right, middle);
        });

    private SKPath Inside(float left, float right, float top, float bottom) =>
        Paths.Make(path =>
        {
            path.MoveTo(left, FaceShape.MouthY + _corners);
            Arch(path, left, right, top);
            Arch(path, right, left, bottom);
            path.Close();
        });

    // A cubic whose middle is a quarter of its ends and three quarters of its controls.
    private void Arch(SKPathBuilder path, float from, float to, float middle)
    {
        var control = (middle - (0.25f * (FaceShape.MouthY + _corners))) / 0.75f;
        var inward = 0.2f * (to - from);
        path.CubicTo(from + inward, control, to - inward, control, to, FaceShape.MouthY + _corners);
    }

    private static SKColor Lips(SceneAppearance scene)
    {
        var skin = Palette.Skins[scene.Identity.Skin];
        var red = scene.Identity.Woman ? 0.62f : 0.36f;
        return new SKColor(Mix(skin.Red, 188), Mix(skin.Green, 52), Mix(skin.Blue, 66));

        byte Mix(byte from, byte to) => (byte)float.Lerp(from, to, red);
    }
}
