using OmniAvatar.Planning;

namespace OmniAvatar.Datasets.Curation.Measures;

/// <summary>
/// How sharp a clip is: the variance of the Laplacian of each frame's luma (Pech-Pacheco et al., "Diatom autofocusing
/// in brightfield microscopy", ICPR 2000), and of these the median, so that a turned head or a flash decides nothing.
/// The number grows with the detail that a size has room for, so pictures are looked at with a lesser side of at most
/// <see cref="SeenSide"/>: what training at 480p sees.
/// </summary>
/// <param name="size">Size of the luma.</param>
internal sealed class BlurMeter(VideoSize size)
{
    /// <summary>The lesser side that larger pictures are brought down to by area; smaller ones stay as they
    /// are.</summary>
    public const int SeenSide = 400;

    private readonly List<double> _variances = [];

    /// <summary>The median so far; 0 without a frame.</summary>
    public double Sharpness => _variances.Count == 0 ? 0 : _variances.Order().ElementAt(_variances.Count / 2);

    /// <summary>The size at which a clip is looked at; sides are at least 3.</summary>
    public static VideoSize SeenSize(VideoSize size)
    {
        var scale = Math.Min(1, (double)SeenSide / Math.Min(size.Height, size.Width));
        return new VideoSize(Math.Max(3, (int)(size.Height * scale)), Math.Max(3, (int)(size.Width * scale)));
    }

    /// <summary>Takes whole frames of luma, a byte a pixel.</summary>
    public void Add(ReadOnlySpan<byte> frames)
    {
        var bytes = size.Height * size.Width;
        for (var start = 0; start + bytes <= frames.Length; start += bytes)
            _variances.Add(Variance(frames.Slice(start, bytes), size.Width));
    }

    /// <summary>Variance of the 4-neighbour Laplacian over all pixels that have four neighbours.</summary>
    internal static double Variance(ReadOnlySpan<byte> luma, int width)
    {
        var (sum, squares, count) = (0L, 0L, 0L);
        for (var row = width; row + width < luma.Length; row += width)
        {
            for (var at = row + 1; at < row + width - 1; at++)
            {
                var laplacian = luma[at - 1] + luma[at + 1] + luma[at - width] + luma[at + width] - 4 * luma[at];
                sum += laplacian;
                squares += laplacian * laplacian;
            }
            count += width - 2;
        }
        var mean = (double)sum / count;
        return (double)squares / count - mean * mean;
    }
}
