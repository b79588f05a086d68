using OmniAvatar.Datasets.Synthetic.Drawing;
using OmniAvatar.Datasets.Synthetic.Faces;

namespace OmniAvatar.Evaluation.Mouths;

/// <summary>What a mouth does in one frame, read from its pixels.</summary>
/// <param name="X">Middle of the mouth, pixels from the left.</param>
/// <param name="Y">Where closed lips meet, pixels from the top.</param>
/// <param name="OpeningPixels">Between the lips at the middle, at least 0; in parts of a pixel.</param>
/// <param name="Likeness">1 where the pixels are like a drawn mouth, 0 where they are like none.</param>
public readonly record struct MouthReading(double X, double Y, double OpeningPixels, double Likeness);

/// <summary>
/// Reads how far a drawn face's mouth is open from the pixels of a video alone; of the video only who speaks and where
/// the mouth is at first must be known.
/// <code>
/// 1  samples     this face's mouth, drawn at every opening
/// 2  where       the place and tilt at which the picture is most like any of them, searched from the last frame's
/// 3  how open    the sample that is most like the picture there
/// </code>
/// All of a mouth's pixels say how open it is, so neither noise nor softness moves the reading much, and neither does a
/// cast: see
/// <see cref="MouthPatch"/>.
/// </summary>
public sealed class MouthReader
{
    private const int CoarseStride = 3; // Each third sample is enough to find the place.
    private const float Found = 0.85f;
    private const float FirstStep = 2;
    private const float LastStep = 0.2f;
    private const float DegreesPerPixel = 1.5f;

    private readonly int _width;
    private readonly int _height;
    private readonly MouthSamples _samples;
    private readonly MouthPlace _start;

    /// <summary>Learns a face.</summary>
    /// <param name="scene">Who speaks and how it is drawn.</param>
    /// <param name="width">Pixels a row, at least 32.</param>
    /// <param name="height">Rows, at least 32.</param>
    /// <param name="mouth">Where the mouth is in the first frame.</param>
    /// <exception cref="ArgumentException">The size is too small.</exception>
    public MouthReader(SceneAppearance scene, int width, int height, MouthTruth mouth)
    {
        if (width < 32 || height < 32)
            throw new ArgumentException("A picture of at least 32x32 pixels is needed.", nameof(width));
        (_width, _height) = (width, height);
        _samples = MouthSamples.Draw(scene, width, height);
        _start = new MouthPlace(mouth.X, mouth.Y, 0);
    }

    /// <summary>Reads a video, frame after frame.</summary>
    /// <param name="frames">RGB24, frame after frame, of the reader's size.</param>
    /// <returns>One reading a frame.</returns>
    /// <exception cref="ArgumentException">The bytes are not whole frames.</exception>
    public IReadOnlyList<MouthReading> Read(ReadOnlyMemory<byte> frames)
    {
        var frameBytes = 3 * _width * _height;
        if (frames.Length % frameBytes != 0)
            throw new ArgumentException("The bytes are not whole frames.", nameof(frames));
        var readings = new MouthReading[frames.Length / frameBytes];
        var place = _start;
        for (var i = 0; i < readings.Length; i++)
        {
            var picture = new Picture(frames.Slice(i * frameBytes, frameBytes), _width, _height);
            place = Find(picture, place);
            var (opening, likeness) = _samples.Nearest(MouthPatch.Of(picture, place));
            readings[i] = new MouthReading(place.X, place.Y, opening, likeness);
        }
        return readings;
    }

    private MouthPlace Find(Picture picture, MouthPlace last)
    {
        var near = Climb(picture, last);
        if (near.Likeness >= Found)
            return near.Place;
        // A cut may have put the head back to where it was at first.
        var again = Climb(picture, _start);
        return near.Likeness >= again.Likeness ? near.Place : again.Place;
    }

    /// <summary>Goes from a place to better ones near it, by smaller and smaller steps, until there are none.</summary>
    private (MouthPlace Place, float Likeness) Climb(Picture picture, MouthPlace place)
    {
        var best = _samples.Likeness(MouthPatch.Of(picture, place), CoarseStride);
        for (var step = FirstStep * picture.Unit; step >= LastStep * picture.Unit; )
        {
            var from = place;
            foreach (var next in Around(from, step, picture.Unit))
            {
                var likeness = _samples.Likeness(MouthPatch.Of(picture, next), CoarseStride);
                if (likeness > best)
                    (place, best) = (next, likeness);
            }
            if (place == from)
                step /= 2;
        }
        return (place, best);
    }

    private static MouthPlace[] Around(MouthPlace place, float step, float unit) =>
        [
            place with
            {
                X = place.X - step,
            },
            place with
            {
                X = place.X + step,
            },
            place with
            {
                Y = place.Y - step,
            },
            place with
            {
                Y = place.Y + step,
            },
            place with
            {
                Tilt = place.Tilt - (DegreesPerPixel * step / unit),
            },
            place with
            {
                Tilt = place.Tilt + (DegreesPerPixel * step / unit),
            },
        ];
}
