using System.Numerics;

namespace OmniAvatar.Evaluation.Mouths;

/// <summary>Where a mouth is and how it is turned.</summary>
/// <param name="X">Its middle, pixels from the left.</param>
/// <param name="Y">Where closed lips meet, pixels from the top.</param>
/// <param name="Tilt">Degrees clockwise.</param>
internal readonly record struct MouthPlace(float X, float Y, float Tilt);

/// <summary>
/// The pixels around a mouth on a grid that is turned with it, one a unit of the drawing, each channel less its mean
/// and all of them of length one: how bright, how contrasty or how tinted the picture is plays no part.
/// </summary>
internal sealed class MouthPatch
{
    private const int Aside = 17; // Units from the mouth's middle.
    private const int Above = 9;
    private const int Below = 13; // A beard and the chin are farther down.
    private const int Columns = (2 * Aside) + 1;
    private const int Rows = Above + Below + 1;
    private const int Pixels = Columns * Rows;

    private readonly float[] _values; // Channel after channel.

    private MouthPatch(float[] values) => _values = values;

    /// <summary>Takes it from a picture.</summary>
    public static MouthPatch Of(Picture picture, MouthPlace place)
    {
        var values = new float[3 * Pixels];
        var (sine, cosine) = MathF.SinCos(place.Tilt * MathF.PI / 180);
        (sine, cosine) = (sine * picture.Unit, cosine * picture.Unit);
        for (var row = 0; row < Rows; row++)
        for (var column = 0; column < Columns; column++)
        {
            var (across, down) = (column - Aside, row - Above);
            // A pixel's middle is half a pixel from its corner.
            var color = picture.Between(
                place.X + (across * cosine) - (down * sine) - 0.5f,
                place.Y + (across * sine) + (down * cosine) - 0.5f
            );
            var at = (row * Columns) + column;
            (values[at], values[at + Pixels], values[at + (2 * Pixels)]) = (color.X, color.Y, color.Z);
        }
        return Normalised(values);
    }

    /// <summary>A little softer, as what a network draws is.</summary>
    public MouthPatch Softened()
    {
        var soft = new float[_values.Length];
        for (var i = 0; i < soft.Length; i++)
        {
            var (plane, row, column) = (i / Pixels * Pixels, i % Pixels / Columns, i % Columns);
            for (var down = -1; down <= 1; down++)
            for (var across = -1; across <= 1; across++)
                soft[i] +=
                    (2 - Math.Abs(down))
                    * (2 - Math.Abs(across))
                    * _values[
                        plane
                            + (Math.Clamp(row + down, 0, Rows - 1) * Columns)
                            + Math.Clamp(column + across, 0, Columns - 1)
                    ];
        }
        return Normalised(soft);
    }

    /// <summary>From -1 to 1, which is alike.</summary>
    public float Likeness(MouthPatch other)
    {
        var (sum, i) = (Vector<float>.Zero, 0);
        for (; i <= _values.Length - Vector<float>.Count; i += Vector<float>.Count)
            sum += new Vector<float>(_values, i) * new Vector<float>(other._values, i);
        var likeness = Vector.Sum(sum);
        for (; i < _values.Length; i++)
            likeness += _values[i] * other._values[i];
        return likeness;
    }

    private static MouthPatch Normalised(float[] values)
    {
        var squares = 0f;
        for (var plane = 0; plane < values.Length; plane += Pixels)
        {
            var mean = 0f;
            for (var i = 0; i < Pixels; i++)
                mean += values[plane + i] / Pixels;
            for (var i = 0; i < Pixels; i++)
            {
                values[plane + i] -= mean;
                squares += values[plane + i] * values[plane + i];
            }
        }
        var scale = 1 / MathF.Sqrt(Math.Max(1e-6f, squares));
        for (var i = 0; i < values.Length; i++)
            values[i] *= scale;
        return new MouthPatch(values);
    }
}
