using FFMpegCore.Enums;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Processes;
using VideoSize = OmniAvatar.Planning.VideoSize;

namespace OmniAvatar.Media.Videos.Sources;

/// <summary>The pictures of a video as raw bytes, a few at a time, at 25 a second: frame n shows the time n / 25 s
/// after the first picture.</summary>
public static class FrameReader
{
    /// <summary>Frames a second, whatever the file has.</summary>
    public const int FramesPerSecond = 25;

    /// <summary>Decodes a video from its start.</summary>
    /// <param name="video">The video.</param>
    /// <param name="size">The size that frames are given, usually the video's own.</param>
    /// <param name="atOnce">Frames handed on at a time, at least 1; fewer at the end.</param>
    /// <param name="take">Gets RGB24, frame after frame; the memory is used again afterwards.</param>
    /// <param name="cancellation">Kills ffmpeg.</param>
    /// <returns>Frames read.</returns>
    /// <exception cref="BadInputException">The video is damaged anywhere.</exception>
    public static async Task<int> ReadAsync(
        VideoSource video,
        VideoSize size,
        int atOnce,
        Action<ReadOnlyMemory<byte>> take,
        CancellationToken cancellation
    )
    {
        using var ffmpeg = FfmpegProcess.Encode(
            video
                .AsInput()
                .ToStandardOutput(frames =>
                    frames
                        .WithExactScaling()
                        .WithMap(0, StreamType.All, video.PictureStream)
                        .WithVideoFilters(filters =>
                            filters.AllOnGrid(video).Scale(size.Width, size.Height).WithCustomFilter("setsar", "1")
                        )
                        .WithPixelFormat("rgb24")
                        .ForceFormat(ContainerFormats.RawVideo)
                )
        );
        var read = await PassOnAsync(ffmpeg.Output, 3 * size.Width * size.Height, atOnce, take, cancellation);
        video.ThrowIfDamaged(await ffmpeg.WaitAsync(cancellation));
        return read;
    }

    /// <summary>Hands on whole frames from a stream until it ends.</summary>
    /// <returns>Frames.</returns>
    internal static async Task<int> PassOnAsync(
        Stream pictures,
        int frameBytes,
        int atOnce,
        Action<ReadOnlyMemory<byte>> take,
        CancellationToken cancellation
    )
    {
        var (buffer, frames) = (new byte[checked(frameBytes * atOnce)], 0);
        while (true)
        {
            var count = await pictures.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
            var whole = count / frameBytes;
            if (whole > 0)
                take(buffer.AsMemory(0, whole * frameBytes));
            frames += whole;
            if (count < buffer.Length)
                return frames;
        }
    }
}
