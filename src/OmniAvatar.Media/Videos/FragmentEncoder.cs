using FFMpegCore.Arguments;
using OmniAvatar.Finishing;
using OmniAvatar.Media.Captions;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Finishing;
using OmniAvatar.Media.Processes;
using OmniAvatar.Rendering;

namespace OmniAvatar.Media.Videos;

/// <summary>
/// H.264 yuv420p in mp4 through ffmpeg and x264. Everything that could make two runs differ is pinned: threads, preset,
/// quality, scaler flags, time scale, no encoder names. Everything that could hurt joining by stream copy too: each
/// fragment begins with an IDR frame, groups of pictures are closed and without B-frames, so time stamps start at zero.
/// </summary>
public sealed class FragmentEncoder : IFragmentEncoder
{
    /// <summary>Units of time in a second: a whole number of them is a frame at 24, 25, 30, 50 and 60 frames a
    /// second.</summary>
    public const int TimeScale = 90_000;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A side is odd or not positive, or the frame rate does not divide
    /// the time scale.</exception>
    public IFragmentWriter Begin(string path, int width, int height, int framesPerSecond, DrawnText? drawn = null)
    {
        ThrowIfOdd(width);
        ThrowIfOdd(height);
        if (framesPerSecond <= 0 || TimeScale % framesPerSecond != 0)
            throw new ArgumentOutOfRangeException(
                nameof(framesPerSecond),
                framesPerSecond,
                "The frame rate does not divide the time scale."
            );
        var partial = new PartialFile(path);
        partial.ThrowIfNotWritable();
        var drawing = drawn is null ? null : new PartialFile(path + ".drawn");
        if (drawing is not null)
            SmallFile.Write(drawing.Path, TextDrawing.Write(drawn!, width, height, framesPerSecond));
        return new FragmentWriter(
            partial,
            drawing,
            FfmpegProcess.Encode(Arguments(partial.Path, width, height, framesPerSecond, drawing?.Path)),
            width * height * 3
        );
    }

    private static string Arguments(string path, int width, int height, int framesPerSecond, string? drawing) =>
        RawFrames
            .FromInput(width, height, framesPerSecond)
            .ToLocalFile(
                path,
                fragment => fragment.ConvertedToBt709(filters => Draw(filters, drawing)).Encoded(framesPerSecond)
            );

    private static void Draw(VideoFilterOptions filters, string? drawing)
    {
        if (drawing is not null)
            filters.WithCustomFilter(
                "ass",
                $"filename={FilterValue.OfPath(drawing)}:fontsdir={FilterValue.OfPath(TextDrawing.FontsFolder)}"
            );
    }

    private static void ThrowIfOdd(int side)
    {
        if (side <= 0 || side % 2 != 0)
            throw new ArgumentOutOfRangeException(nameof(side), side, "A side of a video is odd or not positive.");
    }
}
