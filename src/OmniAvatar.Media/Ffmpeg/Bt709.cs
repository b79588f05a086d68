using FFMpegCore;
using FFMpegCore.Arguments;

namespace OmniAvatar.Media.Ffmpeg;

/// <summary>Colours as players expect them of a video: ITU-R BT.709, limited range. FFMpegCore has no type for
/// them.</summary>
internal static class Bt709
{
    /// <summary>Options of the filter "scale" that convert to these colours.</summary>
    public const string Scale = "out_color_matrix=bt709:out_range=tv";

    /// <summary>Converts RGB frames, exactly.</summary>
    /// <param name="output">The output.</param>
    /// <param name="before">Filters that change the RGB frames before; null for none.</param>
    public static FFMpegOutputOptions ConvertedToBt709(
        this FFMpegOutputOptions output,
        Action<VideoFilterOptions>? before = null
    ) =>
        output
            .WithExactScaling()
            .WithVideoFilters(filters =>
            {
                before?.Invoke(filters);
                filters.WithCustomFilter("scale", Scale);
            });

    /// <summary>Says in the file that it has these colours; converts nothing.</summary>
    public static FFMpegOutputOptions TaggedAsBt709(this FFMpegOutputOptions output) =>
        output.WithCustomArgument("-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv");
}
