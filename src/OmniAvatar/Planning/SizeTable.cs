namespace OmniAvatar.Planning;

/// <summary>The sizes to choose from, and the choice for a picture. The order matters where two sizes are equally
/// near.</summary>
public sealed record SizeTable(string Name, IReadOnlyList<VideoSize> Sizes)
{
    /// <summary>Sizes of about 480p: the released configuration.</summary>
    public static SizeTable P480 { get; } = new("480p", [new(400, 720), new(720, 720), new(720, 400)]);

    /// <summary>Sizes of about 720p.</summary>
    public static SizeTable P720 { get; } =
        new("720p", [new(720, 720), new(528, 960), new(960, 528), new(720, 1280), new(1280, 720)]);

    /// <summary>The table of a name.</summary>
    /// <exception cref="WrongUseException">The table does not exist.</exception>
    public static SizeTable Named(string name) =>
        name switch
        {
            "480p" => P480,
            "720p" => P720,
            _ => throw new WrongUseException($"There is no size table '{name}': choose 480p or 720p."),
        };

    /// <summary>
    /// The size whose ratio of height to width is nearest to the picture's. Of sizes with equal ratios the first
    /// counts, unless a later one's long side is just as far from the picture's.
    /// </summary>
    /// <param name="height">Height of the picture in pixels, at least 1.</param>
    /// <param name="width">Width of the picture in pixels, at least 1.</param>
    public VideoSize Nearest(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var picture = new VideoSize(height, width);

        var nearest = Sizes[0];
        foreach (var size in Sizes.Skip(1))
        {
            var (distance, best) = (RatioDistance(size, picture), RatioDistance(nearest, picture));
            if (
                distance < best
                || (distance == best && LongSideDistance(size, picture) == LongSideDistance(nearest, picture))
            )
                nearest = size;
        }
        return nearest;
    }

    private static double RatioDistance(VideoSize size, VideoSize picture) => Math.Abs(size.Ratio - picture.Ratio);

    private static int LongSideDistance(VideoSize size, VideoSize picture) =>
        Math.Abs(Math.Max(size.Height, size.Width) - Math.Max(picture.Height, picture.Width));
}
