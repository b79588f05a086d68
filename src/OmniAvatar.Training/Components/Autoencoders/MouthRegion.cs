using OmniAvatar.Datasets.Clips;

namespace OmniAvatar.Training.Components.Autoencoders;

/// <summary>
/// The box around the mouth, in pixels: found as the pixels whose brightness goes with the opening of the mouth, so
/// that no source of clips has to say where it drew one.
/// </summary>
internal sealed record MouthRegion(int Top, int Left, int Height, int Width)
{
    /// <summary>Half a side in deviations of the pixels that move: nearly all of them.</summary>
    private const double Deviations = 2;

    private const int SmallestHalf = 4;

    /// <summary>The region, or null where a clip does not say how open the mouth is or it does not move.</summary>
    public static MouthRegion? Find(TalkingClip clip)
    {
        if (clip.MouthOpening.Length != clip.FrameCount || clip.FrameCount == 0)
            return null;
        var mean = clip.MouthOpening.Average();
        var deviations = clip.MouthOpening.Select(opening => opening - mean).ToArray();
        var covariance = Covariance(clip, deviations);
        var weights = Array.ConvertAll(covariance, value => value * value);
        var total = weights.Sum();
        if (!(total > 0))
            return null;
        var (top, height) = Extent(weights, total, clip.Height, index => index / clip.Width);
        var (left, width) = Extent(weights, total, clip.Width, index => index % clip.Width);
        return new MouthRegion(top, left, height, width);
    }

    /// <summary>Whether a pixel lies in it.</summary>
    public bool Contains(int row, int column) =>
        row >= Top && row < Top + Height && column >= Left && column < Left + Width;

    private static double[] Covariance(TalkingClip clip, float[] deviations)
    {
        var covariance = new double[clip.Width * clip.Height];
        for (var frame = 0; frame < deviations.Length; frame++)
        {
            var pixels = clip.Frames.AsSpan(frame * 3 * covariance.Length, 3 * covariance.Length);
            for (var index = 0; index < covariance.Length; index++)
                covariance[index] +=
                    deviations[frame] * (pixels[3 * index] + pixels[3 * index + 1] + pixels[3 * index + 2]);
        }
        return covariance;
    }

    private static (int Start, int Length) Extent(double[] weights, double total, int size, Func<int, int> place)
    {
        double sum = 0,
            squares = 0;
        for (var index = 0; index < weights.Length; index++)
        {
            var position = place(index);
            sum += weights[index] * position;
            squares += weights[index] * position * position;
        }
        var centre = sum / total;
        var half = Math.Max(SmallestHalf, Deviations * Math.Sqrt(Math.Max(0, squares / total - centre * centre)));
        var start = Math.Clamp((int)Math.Floor(centre - half), 0, size - 1);
        return (start, Math.Clamp((int)Math.Ceiling(centre + half) + 1, start + 1, size) - start);
    }
}
