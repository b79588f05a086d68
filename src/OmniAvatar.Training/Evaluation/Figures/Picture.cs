namespace OmniAvatar.Training.Evaluation.Figures;

/// <summary>One picture's bytes with its size; places outside it show its nearest pixel.</summary>
/// <param name="Rgb">RGB24, <paramref name="Height"/> x <paramref name="Width"/> x 3 bytes.</param>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
internal readonly record struct Picture(ReadOnlyMemory<byte> Rgb, int Width, int Height)
{
    /// <summary>Pixels of one unit of the drawing, whose shorter side has 96.</summary>
    public float Unit => Math.Min(Width, Height) / 96f;

    /// <summary>Red and green of a pixel, 0 to 255.</summary>
    public (byte Red, byte Green) RedGreen(int x, int y)
    {
        var at = 3 * ((Math.Clamp(y, 0, Height - 1) * Width) + Math.Clamp(x, 0, Width - 1));
        return (Rgb.Span[at], Rgb.Span[at + 1]);
    }
}
