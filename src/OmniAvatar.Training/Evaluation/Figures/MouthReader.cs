using OmniAvatar.Training.Synthetic.Drawing;

namespace OmniAvatar.Training.Evaluation.Figures;

/// <summary>What a mouth does in one frame, read from its pixels.</summary>
/// <param name="X">Middle of the mouth, pixels from the left.</param>
/// <param name="Y">Middle between the lips' outer edges, pixels from the top.</param>
/// <param name="OpeningPixels">Between the lips at the middle, at least 0; in parts of a pixel.</param>
public readonly record struct MouthReading(double X, double Y, double OpeningPixels);

/// <summary>
/// Reads how far a drawn mouth is open from the pixels of a video alone; only the reference picture's mouth must be known.
/// <code>
/// 1  skin and lips    their colours, from the reference
/// 2  where            the middle of what is of the mouth's colours, searched from where it was a frame ago
/// 3  how high         from the upper lip's outer edge to the lower lip's, in the mouth's middle columns
/// 4  how open         that height less the lips themselves, which the reference shows
/// </code>
/// The lips' outer edges are looked for, since what is between them, teeth, tongue and the dark, changes as a mouth opens.
/// </summary>
public sealed class MouthReader
{
    /// <summary>Of the opening, above where closed lips meet.</summary>
    internal const float UpperPart = 0.38f;

    private const float FarthestUp = 14; // Units from the mouth's middle; all of these.
    private const float FarthestDown = 14;
    private const float GapUp = 4.5f;    // Teeth between lips and the dark, mixed with either, look like skin for about this far.
    private const float GapDown = 2.5f;  // Below there are none, and a beard is near.
    private const float Band = 3;
    private const int Steps = 4;
    private const double Edge = 0.5;

    private readonly MouthColours _colours;
    private readonly int _width;
    private readonly int _height;
    private readonly double _halfWidth;
    private readonly double _lips;
    private readonly (double X, double Y) _start;

    /// <summary>Learns a face.</summary>
    /// <param name="reference">RGB24, height x width x 3 bytes: the first frame.</param>
    /// <param name="width">Pixels a row, at least 32.</param>
    /// <param name="height">Rows, at least 32.</param>
    /// <param name="mouth">The mouth in it.</param>
    /// <exception cref="ArgumentException">The bytes are not a picture of that size.</exception>
    public MouthReader(ReadOnlyMemory<byte> reference, int width, int height, MouthTruth mouth)
    {
        if (width < 32 || height < 32 || reference.Length != 3 * width * height)
            throw new ArgumentException("A picture of at least 32x32 pixels with three bytes each is needed.", nameof(reference));
        (_width, _height, _halfWidth) = (width, height, mouth.WidthPixels / 2.0);
        var picture = new Picture(reference, width, height);
        _colours = MouthColours.Of(picture, mouth);
        _start = Find(picture, (mouth.X, mouth.Y + ((0.5 - UpperPart) * mouth.OpeningPixels)));
        var (top, bottom) = Edges(picture, _start);
        _lips = bottom - top - mouth.OpeningPixels;
    }

    /// <summary>Reads a video, frame after frame from the reference on.</summary>
    /// <param name="frames">RGB24, frame after frame, of the reference's size.</param>
    /// <returns>One reading a frame.</returns>
    /// <exception cref="ArgumentException">The bytes are not whole frames.</exception>
    public IReadOnlyList<MouthReading> Read(ReadOnlyMemory<byte> frames)
    {
        var frameBytes = 3 * _width * _height;
        if (frames.Length % frameBytes != 0) throw new ArgumentException("The bytes are not whole frames.", nameof(frames));
        var readings = new MouthReading[frames.Length / frameBytes];
        var place = _start;
        for (var i = 0; i < readings.Length; i++)
        {
            var picture = new Picture(frames.Slice(i * frameBytes, frameBytes), _width, _height);
            place = Find(picture, place);
            var (top, bottom) = Edges(picture, place);
            readings[i] = new MouthReading(place.X, (top + bottom) / 2, Math.Max(0, bottom - top - _lips));
        }
        return readings;
    }

    /// <summary>Steps from a place to the middle of the mouth's colours around it.</summary>
    private (double X, double Y) Find(Picture picture, (double X, double Y) place)
    {
        var (reachX, reachY) = (_halfWidth + (3 * picture.Unit), 9.0 * picture.Unit);
        for (var step = 0; step < Steps; step++)
        {
            var (sum, sumX, sumY) = (0.0, 0.0, 0.0);
            for (var y = (int)Math.Round(place.Y - reachY); y <= (int)Math.Round(place.Y + reachY); y++)
                for (var x = (int)Math.Round(place.X - reachX); x <= (int)Math.Round(place.X + reachX); x++)
                {
                    var part = _colours.MouthPart(picture, x, y);
                    (sum, sumX, sumY) = (sum + part, sumX + (part * x), sumY + (part * y));
                }
            if (sum < picture.Unit) return _start; // The mouth is nowhere near: look again where it was at first.
            place = (sumX / sum, sumY / sum);
        }
        return place;
    }

    /// <summary>Where the mouth's colours begin and end above and below a place, in parts of a pixel.</summary>
    private (double Top, double Bottom) Edges(Picture picture, (double X, double Y) place)
    {
        var first = (int)Math.Round(place.Y - (FarthestUp * picture.Unit));
        var rows = new double[(int)Math.Round((FarthestUp + FarthestDown) * picture.Unit) + 1];
        for (var i = 0; i < rows.Length; i++) rows[i] = Row(picture, place.X, first + i);
        // Rather below than above, where teeth are.
        var middle = Enumerable.Range(0, rows.Length).MaxBy(i => rows[i] - ((first + i < place.Y ? 0.2 : 0.05) * Math.Abs(first + i - place.Y) / picture.Unit));
        return (first + Walk(rows, middle, -1, GapUp * picture.Unit), first + Walk(rows, middle, 1, GapDown * picture.Unit));
    }

    private double Row(Picture picture, double x, int y)
    {
        var (from, to) = ((int)Math.Round(x - (Band * picture.Unit)), (int)Math.Round(x + (Band * picture.Unit)));
        var sum = 0.0;
        for (var column = from; column <= to; column++) sum += _colours.MouthPart(picture, column, y);
        return sum / (to - from + 1);
    }

    /// <summary>The last crossing of half before a gap, from the middle on.</summary>
    private static double Walk(double[] rows, int middle, int direction, double gap)
    {
        var last = middle;
        for (var i = middle; i >= 0 && i < rows.Length && Math.Abs(i - last) <= gap; i += direction)
            if (rows[i] >= Edge) last = i;
        var next = last + direction;
        if (next < 0 || next >= rows.Length || rows[last] < Edge) return last;
        return last + (direction * (rows[last] - Edge) / Math.Max(1e-9, rows[last] - rows[next]));
    }
}
