using System.Globalization;
using FFMpegCore;
using FFMpegCore.Enums;
using OmniAvatar.Media.Processes;
using OmniAvatar.Media.Sounds;
using VideoSize = OmniAvatar.Planning.VideoSize;

namespace OmniAvatar.Media.Videos;

/// <summary>A piece of a video from outside.</summary>
/// <param name="SourcePath">The video.</param>
/// <param name="FirstFrame">Where it begins, in frames at 25 a second.</param>
/// <param name="Frames">How many, at least 1.</param>
/// <param name="Size">The size that it is brought to and cropped to the centre of; even sides.</param>
public sealed record ClipRange(string SourcePath, int FirstFrame, int Frames, VideoSize Size);

/// <summary>
/// Takes a piece out of a video as an mp4 of its own: H.264 as fragments are encoded, at 25 frames a second, and AAC that stays in step
/// with the pictures. The luma of each frame is seen on the way, so that a piece is decoded once only.
/// </summary>
public static class ClipCutter
{
    private const int SoundBitRate = 160; // kbit/s
    private const int FramesAtOnce = 8;

    /// <summary>Writes a piece.</summary>
    /// <param name="range">Which.</param>
    /// <param name="clipPath">Where to write; exists only if all went well.</param>
    /// <param name="seen">The size at which the luma is looked at.</param>
    /// <param name="look">Gets the luma of whole frames, a byte a pixel; the memory is used again afterwards.</param>
    /// <param name="cancellation">Kills ffmpeg and leaves nothing.</param>
    /// <returns>The frames of the clip: fewer than asked for where the video ends before.</returns>
    /// <exception cref="BadInputException">The video cannot be decoded there.</exception>
    /// <exception cref="RenderFailedException">The disk is full, the folder not writable, or ffmpeg missing.</exception>
    public static async Task<int> CutAsync(
        ClipRange range, string clipPath, VideoSize seen, Action<ReadOnlyMemory<byte>> look, CancellationToken cancellation)
    {
        InputFile.ThrowIfUnusable("video", range.SourcePath);
        using var partial = new PartialFile(clipPath);
        partial.ThrowIfNotWritable();
        using var ffmpeg = FfmpegProcess.Encode(Arguments(range, partial.Path, seen));
        var frames = await FrameReader.PassOnAsync(ffmpeg.Output, seen.Width * seen.Height, FramesAtOnce, look, cancellation);
        var exit = await ffmpeg.WaitAsync(cancellation);
        exit.ThrowIfDiskFull(partial.Folder);
        if (exit.Code != 0) throw new BadInputException($"The video {range.SourcePath} cannot be decoded: {exit.LastLine}.");
        if (frames > 0) partial.Complete();
        return frames;
    }

    private static string Arguments(ClipRange range, string clipPath, VideoSize seen) => FFMpegArguments
        .FromFileInput(Argument.LocalFile(range.SourcePath), verifyExists: false, source => source
            .WithCustomArgument(Invariant($"-xerror {SoundSource.Options} -ss {SecondsOf(range.FirstFrame)} -t {SecondsOf(range.Frames)}")))
        .OutputToFile(Argument.LocalFile(clipPath), addArguments: clip => clip
            .WithCustomArgument($"-filter_complex \"{Pictures(range, seen)};{Sound(range)}\"")
            // FFMpegCore writes one output; the other comes before it.
            .WithCustomArgument(Invariant($"-map [luma] -frames:v {range.Frames} -pix_fmt gray -f rawvideo pipe:1"))
            .WithCustomArgument("-sws_flags bicubic+accurate_rnd+full_chroma_int+bitexact")
            .WithCustomArgument(Invariant($"-map [clip] -map [sound] -map_metadata -1 -map_chapters -1 -frames:v {range.Frames}"))
            .WithAudioCodec(AudioCodec.Aac)
            .WithAudioBitrate(SoundBitRate)
            .WithCustomArgument("-flags:a +bitexact")
            .WithFastStart()
            .Encoded(FrameReader.FramesPerSecond))
        .Arguments;

    private static string Pictures(ClipRange range, VideoSize seen)
    {
        var (width, height) = (range.Size.Width, range.Size.Height);
        return Invariant(
            $"[0:v:0]{FrameReader.OnGrid},scale=iw*sar:ih,scale={width}:{height}:force_original_aspect_ratio=increase:out_color_matrix=bt709:out_range=tv,")
            + Invariant($"crop={width}:{height},setsar=1,format=yuv420p,split[clip][seen];[seen]format=gray,scale={seen.Width}:{seen.Height}:flags=area[luma]");
    }

    /// <summary>As long as the pictures, silence at the end where the sound is shorter.</summary>
    private static string Sound(ClipRange range)
    {
        var seconds = SecondsOf(range.Frames);
        return $"[0:a:0]{SoundTrack.InStep},aformat=sample_rates=16000|22050|24000|32000|44100|48000:channel_layouts=mono|stereo,"
            + $"apad=whole_dur={seconds},atrim=duration={seconds}[sound]";
    }

    private static string SecondsOf(int frames) => Invariant($"{(double)frames / FrameReader.FramesPerSecond:0.00}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
