using System.Globalization;
using FFMpegCore;
using OmniAvatar.Media.Processes;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Planning;

namespace OmniAvatar.Media.Videos;

/// <summary>The pictures of a video as raw bytes, a few at a time, at 25 a second: frame n shows the time n / 25 s.</summary>
public static class FrameReader
{
    /// <summary>Frames a second, whatever the file has.</summary>
    public const int FramesPerSecond = 25;

    /// <summary>The filter that lays frames on that grid.</summary>
    internal static string OnGrid { get; } = string.Create(CultureInfo.InvariantCulture, $"fps={FramesPerSecond}:start_time=0");

    /// <summary>Decodes a video from its start.</summary>
    /// <param name="path">A local video file.</param>
    /// <param name="size">The size that frames are given, usually the file's own.</param>
    /// <param name="atOnce">Frames handed on at a time, at least 1; fewer at the end.</param>
    /// <param name="take">Gets RGB24, frame after frame; the memory is used again afterwards.</param>
    /// <param name="cancellation">Kills ffmpeg.</param>
    /// <returns>Frames read.</returns>
    /// <exception cref="BadInputException">The file cannot be decoded.</exception>
    public static async Task<int> ReadAsync(string path, VideoSize size, int atOnce, Action<ReadOnlyMemory<byte>> take, CancellationToken cancellation)
    {
        InputFile.ThrowIfUnusable("video", path);
        using var ffmpeg = FfmpegProcess.Encode(FFMpegArguments
            .FromFileInput(Argument.LocalFile(path), verifyExists: false, video => video.WithCustomArgument($"-xerror {SoundSource.Options}"))
            .OutputToFile("pipe:1", addArguments: frames => frames
                .WithCustomArgument("-sws_flags bicubic+accurate_rnd+full_chroma_int+bitexact")
                .WithCustomArgument(string.Create(CultureInfo.InvariantCulture, $"-map 0:v:0 -vf {OnGrid},scale={size.Width}:{size.Height},setsar=1"))
                .WithPixelFormat("rgb24")
                .ForceFormat("rawvideo"))
            .Arguments);
        var read = await PassOnAsync(ffmpeg.Output, 3 * size.Width * size.Height, atOnce, take, cancellation);
        var exit = await ffmpeg.WaitAsync(cancellation);
        return exit.Succeeded ? read : throw new BadInputException($"The video {path} cannot be decoded: {exit.LastLine}.");
    }

    /// <summary>Hands on whole frames from a stream until it ends.</summary>
    /// <returns>Frames.</returns>
    internal static async Task<int> PassOnAsync(Stream pictures, int frameBytes, int atOnce, Action<ReadOnlyMemory<byte>> take, CancellationToken cancellation)
    {
        var (buffer, frames) = (new byte[checked(frameBytes * atOnce)], 0);
        while (true)
        {
            var count = await pictures.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
            var whole = count / frameBytes;
            if (whole > 0) take(buffer.AsMemory(0, whole * frameBytes));
            frames += whole;
            if (count < buffer.Length) return frames;
        }
    }
}
