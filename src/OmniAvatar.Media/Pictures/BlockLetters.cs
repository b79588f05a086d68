using SkiaSharp;

namespace OmniAvatar.Media.Pictures;

/// <summary>Writes capitals and digits as blocks of five by seven, since a server may have no fonts.</summary>
public static class BlockLetters
{
    /// <summary>Pixels from letter to letter.</summary>
    public const int Advance = 6 * Scale;

    /// <summary>Pixels of a letter's height.</summary>
    public const int Height = 7 * Scale;

    private const int Scale = 2;
    private const int Columns = 5;

    // Each letter is seven rows of five bits, the leftmost the highest.
    private static readonly Dictionary<char, byte[]> Letters = new()
    {
        [' '] = [0, 0, 0, 0, 0, 0, 0],
        ['.'] = [0, 0, 0, 0, 0, 12, 12],
        ['-'] = [0, 0, 0, 31, 0, 0, 0],
        ['_'] = [0, 0, 0, 0, 0, 0, 31],
        ['/'] = [1, 1, 2, 4, 8, 16, 16],
        ['0'] = [14, 17, 19, 21, 25, 17, 14],
        ['1'] = [4, 12, 4, 4, 4, 4, 14],
        ['2'] = [14, 17, 1, 2, 4, 8, 31],
        ['3'] = [31, 2, 4, 2, 1, 17, 14],
        ['4'] = [2, 6, 10, 18, 31, 2, 2],
        ['5'] = [31, 16, 30, 1, 1, 17, 14],
        ['6'] = [6, 8, 16, 30, 17, 17, 14],
        ['7'] = [31, 1, 2, 4, 8, 8, 8],
        ['8'] = [14, 17, 17, 14, 17, 17, 14],
        ['9'] = [14, 17, 17, 15, 1, 2, 12],
        ['A'] = [14, 17, 17, 31, 17, 17, 17],
        ['B'] = [30, 17, 17, 30, 17, 17, 30],
        ['C'] = [14, 17, 16, 16, 16, 17, 14],
        ['D'] = [30, 17, 17, 17, 17, 17, 30],
        ['E'] = [31, 16, 16, 30, 16, 16, 31],
        ['F'] = [31, 16, 16, 30, 16, 16, 16],
        ['G'] = [14, 17, 16, 23, 17, 17, 15],
        ['H'] = [17, 17, 17, 31, 17, 17, 17],
        ['I'] = [14, 4, 4, 4, 4, 4, 14],
        ['J'] = [7, 2, 2, 2, 2, 18, 12],
        ['K'] = [17, 18, 20, 24, 20, 18, 17],
        ['L'] = [16, 16, 16, 16, 16, 16, 31],
        ['M'] = [17, 27, 21, 21, 17, 17, 17],
        ['N'] = [17, 17, 25, 21, 19, 17, 17],
        ['O'] = [14, 17, 17, 17, 17, 17, 14],
        ['P'] = [30, 17, 17, 30, 16, 16, 16],
        ['Q'] = [14, 17, 17, 17, 21, 18, 13],
        ['R'] = [30, 17, 17, 30, 20, 18, 17],
        ['S'] = [15, 16, 16, 14, 1, 1, 30],
        ['T'] = [31, 4, 4, 4, 4, 4, 4],
        ['U'] = [17, 17, 17, 17, 17, 17, 14],
        ['V'] = [17, 17, 17, 17, 17, 10, 4],
        ['W'] = [17, 17, 17, 21, 21, 21, 10],
        ['X'] = [17, 17, 10, 4, 10, 17, 17],
        ['Y'] = [17, 17, 10, 4, 4, 4, 4],
        ['Z'] = [31, 1, 2, 4, 8, 16, 31],
    };

    private static readonly byte[] Unknown = [31, 17, 17, 17, 17, 17, 31];

    /// <summary>Writes a text whose top left corner is given; small letters become capitals, others a frame.</summary>
    public static void Draw(SKCanvas canvas, string text, float left, float top, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour };
        for (var i = 0; i < text.Length; i++)
            Draw(
                canvas,
                Letters.GetValueOrDefault(char.ToUpperInvariant(text[i]), Unknown),
                left + i * Advance,
                top,
                paint
            );
    }

    private static void Draw(SKCanvas canvas, byte[] rows, float left, float top, SKPaint paint)
    {
        for (var y = 0; y < rows.Length; y++)
        {
            for (var x = 0; x < Columns; x++)
            {
                if ((rows[y] >> (Columns - 1 - x) & 1) == 1)
                    canvas.DrawRect(left + x * Scale, top + y * Scale, Scale, Scale, paint);
            }
        }
    }
}
