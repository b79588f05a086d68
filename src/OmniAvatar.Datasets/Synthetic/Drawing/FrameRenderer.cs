using OmniAvatar.Datasets.Synthetic.Faces;
using OmniAvatar.Datasets.Synthetic.Motion;
using SkiaSharp;

namespace OmniAvatar.Datasets.Synthetic.Drawing;

/// <summary>Draws the frames of one scene, one after the other, on one canvas.</summary>
public sealed class FrameRenderer : IDisposable
{
    private const float Units = 96;
    private const float PivotY = 100;

    private readonly SKSurface _surface;
    private readonly SKImage _background;
    private readonly Brush _brush;
    private readonly SKPoint _offset;
    private readonly float _scale;
    private readonly HeadPainter _head;
    private readonly HairPainter _hair;
    private readonly EyesPainter _eyes;
    private readonly MouthPainter _mouth;
    private readonly int _pixels;

    /// <param name="scene">What is drawn.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public FrameRenderer(SceneAppearance scene, int width, int height)
    {
        _pixels = width * height;
        _surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        _brush = new Brush(_surface.Canvas, scene.Style);
        _scale = Math.Min(width, height) / Units;
        // The body reaches the lower edge of a picture of any shape.
        _offset = new SKPoint((width - (Units * _scale)) / 2, height - (Units * _scale));
        var shape = FaceShape.Of(scene.Identity);
        (_head, _hair, _eyes, _mouth) = (new(shape, scene), new(shape, scene), new(shape, scene), new(shape, scene));
        _background = Background(scene, width, height);
    }

    /// <summary>Draws a frame.</summary>
    /// <param name="pose">How the head is held.</param>
    /// <param name="opening">Of the mouth, 0 closed to 1.</param>
    /// <param name="width">Of the mouth, -1 rounded to 1 spread.</param>
    /// <param name="rgb24">Height x width x 3 bytes, filled.</param>
    /// <returns>Where the mouth is.</returns>
    public MouthTruth Draw(HeadPose pose, float opening, float width, Span<byte> rgb24)
    {
        var canvas = _surface.Canvas;
        canvas.ResetMatrix();
        canvas.DrawImage(_background, 0, 0, SKSamplingOptions.Default);
        canvas.Translate(_offset.X, _offset.Y);
        canvas.Scale(_scale);

        var placed = Place(pose);
        DrawPlaced(placed, () => _hair.DrawBack(_brush));
        _head.DrawBody(_brush, pose.Breath);
        var truth = default(MouthTruth);
        DrawPlaced(
            placed,
            () =>
            {
                _head.Draw(_brush, opening);
                _eyes.Draw(_brush, pose);
                _mouth.Draw(_brush, opening, width);
                _hair.DrawFront(_brush);
                truth = Truth(opening, width);
            }
        );
        CopyTo(rgb24);
        return truth;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _brush.Dispose();
        _background.Dispose();
        _surface.Dispose();
    }

    private static SKMatrix Place(HeadPose pose) =>
        SKMatrix.Concat(
            SKMatrix.CreateTranslation(pose.X, pose.Y),
            SKMatrix.CreateRotationDegrees(pose.Tilt, FaceShape.CenterX, PivotY)
        );

    private void DrawPlaced(SKMatrix placed, Action draw)
    {
        _surface.Canvas.Save();
        _surface.Canvas.Concat(placed);
        draw();
        _surface.Canvas.Restore();
    }

    private MouthTruth Truth(float opening, float width)
    {
        var middle = _surface.Canvas.TotalMatrix.MapPoint(FaceShape.CenterX, FaceShape.MouthY);
        return new MouthTruth(
            middle.X,
            middle.Y,
            _scale * _mouth.Height(opening),
            opening,
            _scale * _mouth.Width(width)
        );
    }

    private SKImage Background(SceneAppearance scene, int width, int height)
    {
        var canvas = _surface.Canvas;
        canvas.Translate(_offset.X, _offset.Y);
        canvas.Scale(_scale);
        var area = new SKRect(
            -_offset.X / _scale,
            -_offset.Y / _scale,
            (width - _offset.X) / _scale,
            (height - _offset.Y) / _scale
        );
        BackgroundPainter.Draw(_brush, area, scene);
        return _surface.Snapshot();
    }

    private void CopyTo(Span<byte> rgb24)
    {
        using var picture = _surface.PeekPixels();
        var rgba = picture.GetPixelSpan();
        for (var i = 0; i < _pixels; i++)
        {
            rgb24[3 * i] = rgba[4 * i];
            rgb24[(3 * i) + 1] = rgba[(4 * i) + 1];
            rgb24[(3 * i) + 2] = rgba[(4 * i) + 2];
        }
    }
}
