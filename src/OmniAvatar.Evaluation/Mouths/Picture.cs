using System.Numerics;

namespace OmniAvatar.Evaluation.Mouths;

/// <summary>One picture's bytes with its size; places outside it show its nearest pixel.</summary>
/// <param name="Rgb">RGB24, <paramref name="Height"/> x <paramref name="Width"/> x 3 bytes.</param>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
internal readonly record struct Picture(ReadOnlyMemory<byte> Rgb, int Width, int Height)
{
    /// <summary>Pixels of one unit of the drawing, whose shorter side has 96.</summary>
    public float Unit => Math.Min(Width, Height) / 96f;

    /// <summary>The colour between four pixels, each channel 0 to 255; whole numbers are the pixels' middles.</summary>
    public Vector3 Between(float x, float y)
    {
        var (left, top) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
        var (right, down) = (x - left, y - top);
        return Vector3.Lerp(
            Vector3.Lerp(At(left, top), At(left + 1, top), right),
            Vector3.Lerp(At(left, top + 1), At(left + 1, top + 1), right),
            down
        );
    }

    private Vector3 At(int x, int y)
    {
        var pixel = Rgb.Span.Slice(3 * ((Math.Clamp(y, 0, Height - 1) * Width) + Math.Clamp(x, 0, Width - 1)), 3);
        return new Vector3(pixel[0], pixel[1], pixel[2]);
    }
}
