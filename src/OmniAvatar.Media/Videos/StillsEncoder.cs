using System.Globalization;
using FFMpegCore;
using FFMpegCore.Enums;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Processes;
using OmniAvatar.Rendering;

namespace OmniAvatar.Media.Videos;

/// <summary>Draws a video's thumbnail and its sheet of frames in one pass. Of a long video only the frames that stand
/// by themselves are decoded, which takes seconds for an hour.</summary>
internal static class StillsEncoder
{
    private const int Columns = 10;
    private const int MostTiles = Columns * Columns;
    private const int TileWidth = 160;
    private const int ThumbnailWidth = 640;
    private const int ThumbnailQuality = 80; // of 100
    private const int SheetQuality = 4; // 2 is the best of JPEG, 31 the least
    private const double ThumbnailSecond = 1; // by then the mouth has moved
    private const double LongSeconds = 60;

    /// <summary>Writes both pictures.</summary>
    /// <exception cref="RenderFailedException">The video is damaged, the disk is full, or ffmpeg has no encoder for
    /// WebP.</exception>
    public static async Task DrawAsync(VideoStills stills, CancellationToken cancellation)
    {
        using var thumbnail = new PartialFile(stills.ThumbnailPath);
        using var sheet = new PartialFile(stills.SpritesheetPath);
        thumbnail.ThrowIfNotWritable();
        await FfmpegProcess.RunAsync(
            Arguments(stills, thumbnail.Path, sheet.Path),
            "The pictures of the video could not be drawn",
            thumbnail.Folder,
            cancellation
        );
        Complete(thumbnail);
        Complete(sheet);
    }

    // ffmpeg ends well also where no frame was chosen.
    private static void Complete(PartialFile picture)
    {
        if (new FileInfo(picture.Path).Length == 0)
            throw new RenderFailedException("The pictures of the video could not be drawn: it has no frame to show.");
        picture.Complete();
    }

    private static string Arguments(VideoStills stills, string thumbnailPath, string sheetPath)
    {
        var seconds = (double)stills.Frames / stills.FramesPerSecond;
        return LocalPaths
            .FromLocalFile(stills.VideoPath, video => Open(video, seconds))
            .ToMany(outputs =>
                outputs
                    .ToLocalFile(thumbnailPath, output => Thumbnail(output, stills))
                    .ToLocalFile(sheetPath, output => Sheet(output, stills, seconds))
            );
    }

    private static void Open(FFMpegInputOptions video, double seconds)
    {
        video.WithArgument(LocalFiles.OurVideos);
        if (seconds > LongSeconds)
            video.WithKeyFramesOnly();
    }

    private static void Thumbnail(FFMpegOutputOptions output, VideoStills stills) =>
        Picture(output)
            .WithProgressOnStandardOutput()
            .WithVideoFilters(filters =>
                filters
                    .WithCustomFilter(
                        "select",
                        From(Math.Min(ThumbnailSecond, (stills.Frames - 1) / 2.0 / stills.FramesPerSecond))
                    )
                    .WithCustomFilter("scale", $"'min({ThumbnailWidth},iw)':-2")
            )
            .WithVideoCodec("libwebp")
            .WithPictureQuality(ThumbnailQuality)
            .ForceFormat("webp");

    private static void Sheet(FFMpegOutputOptions output, VideoStills stills, double seconds)
    {
        var tiles = Math.Min(MostTiles, stills.Frames);
        var rows = (tiles + Columns - 1) / Columns;
        Picture(output)
            .WithVideoFilters(filters =>
                filters
                    .WithCustomFilter("select", Every(seconds / tiles))
                    .WithCustomFilter("scale", $"{TileWidth}:-2")
                    .WithCustomFilter("tile", $"{Columns}x{rows}")
            )
            .WithVideoCodec("mjpeg")
            .WithJpegQuality(SheetQuality)
            .ForceFormat("mjpeg");
    }

    private static FFMpegOutputOptions Picture(FFMpegOutputOptions output) =>
        output
            .WithMap(0, StreamType.Video, 0)
            .WithoutMetadata()
            .WithOnePicture()
            .WithPixelFormat("yuvj420p")
            .WithBitExactPictures()
            .WithBitExactFile();

    private static string From(double second) =>
        string.Create(CultureInfo.InvariantCulture, $"'gte(t,{second:0.000})'");

    // A little less than the time between two tiles, so that no frame is missed by its last digit.
    private static string Every(double seconds) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"'isnan(prev_selected_t)+gte(t-prev_selected_t,{seconds - 0.001:0.000000})'"
        );
}
