using System.Globalization;
using FFMpegCore.Arguments;
using OmniAvatar.Media.Ffmpeg;

namespace OmniAvatar.Media.Videos.Sources;

/// <summary>Filters of pictures that several commands share.</summary>
internal static class PictureFilters
{
    /// <summary>Counts the time of pictures from a point in the video.</summary>
    /// <param name="filters">The filters before.</param>
    /// <param name="video">The video.</param>
    /// <param name="seconds">That point, in seconds from the first picture.</param>
    /// <param name="fromStart">Whether the file is decoded from its start.</param>
    public static VideoFilterOptions CountedFrom(
        this VideoFilterOptions filters,
        VideoSource video,
        double seconds,
        bool fromStart
    )
    {
        if (fromStart && video.Times.Untimed > 0)
            filters.WithCustomFilter(
                "trim",
                string.Create(CultureInfo.InvariantCulture, $"start_frame={video.Times.Untimed}")
            );
        return filters.WithCustomFilter("setpts", TimeStamps.CountedFrom(video.Times.Start + seconds));
    }

    /// <summary>Brings pictures to an even rate, from time zero on; those before it are left out.</summary>
    public static VideoFilterOptions OnGrid(this VideoFilterOptions filters) =>
        filters.WithCustomFilter(
            "fps",
            string.Create(CultureInfo.InvariantCulture, $"{FrameReader.FramesPerSecond}:start_time=0")
        );

    /// <summary>Brings all pictures of a video, from the first on, to an even rate.</summary>
    public static VideoFilterOptions AllOnGrid(this VideoFilterOptions filters, VideoSource video) =>
        filters.CountedFrom(video, 0, fromStart: true).OnGrid();
}
