using System.Globalization;
using FFMpegCore;
using FFMpegCore.Enums;
using OmniAvatar.Media.Processes;
using OmniAvatar.Media.Sounds;
using VideoSize = OmniAvatar.Planning.VideoSize;

namespace OmniAvatar.Media.Videos.Sources;

/// <summary>A piece of a video from outside.</summary>
/// <param name="Video">The video.</param>
/// <param name="Sound">Its sound, taken out in step with the pictures.</param>
/// <param name="FirstFrame">Where it begins, in frames at 25 a second from the first picture.</param>
/// <param name="Frames">How many, at least 1.</param>
/// <param name="Size">The size that it is brought to and cropped to the centre of; even sides.</param>
public sealed record ClipRange(VideoSource Video, SoundTrack Sound, int FirstFrame, int Frames, VideoSize Size)
{
    /// <summary>Where it begins, in seconds from the first picture.</summary>
    public double Start => (double)FirstFrame / FrameReader.FramesPerSecond;

    /// <summary>Its length in seconds.</summary>
    public double Seconds => (double)Frames / FrameReader.FramesPerSecond;
}

/// <summary>
/// Takes a piece out of a video as an mp4 of its own: H.264 as fragments are encoded, at 25 frames a second, and AAC
/// that stays in step with the pictures. The luma of each frame is seen on the way, so that a piece is decoded once
/// only.
/// <para>
/// ffmpeg is sent to the last key frame before the piece and not to the piece, and its word that it has arrived is not
/// taken: containers without an index land anywhere, and what follows would begin with copies of one picture. The time
/// of the first picture that it decodes is looked at, and where that is too late the video is decoded from its start.
/// </para>
/// </summary>
public static class ClipCutter
{
    private const int SoundBitRate = 160; // kbit/s
    private const int FramesAtOnce = 8;
    private const double HalfAFrame = 0.5 / FrameReader.FramesPerSecond;

    // The sound before a piece that is decoded to find its first sample.
    private const double SoundLead = 1;

    /// <summary>Writes a piece.</summary>
    /// <param name="range">Which.</param>
    /// <param name="clipPath">Where to write; exists only if all went well.</param>
    /// <param name="seen">The size at which the luma is looked at.</param>
    /// <param name="begin">Called before the first frame, and once more if the first try was in vain; gives what gets
    /// the luma of whole frames, a byte a pixel. The memory is used again afterwards.</param>
    /// <param name="cancellation">Kills ffmpeg and leaves nothing.</param>
    /// <returns>The frames of the clip: fewer than asked for where the video ends before.</returns>
    /// <exception cref="BadInputException">The video cannot be decoded there.</exception>
    /// <exception cref="RenderFailedException">The disk is full, the folder not writable, or ffmpeg
    /// missing.</exception>
    public static async Task<int> CutAsync(
        ClipRange range,
        string clipPath,
        VideoSize seen,
        Func<Action<ReadOnlyMemory<byte>>> begin,
        CancellationToken cancellation
    )
    {
        using var partial = new PartialFile(clipPath);
        partial.ThrowIfNotWritable();
        var frames = KeyFrameBefore(range) is { } keyFrame
            ? await TryAsync(range, keyFrame, partial, seen, begin(), cancellation)
            : null;
        frames ??= await TryAsync(range, null, partial, seen, begin(), cancellation);
        if (frames > 0)
            partial.Complete();
        return frames ?? 0;
    }

    /// <summary>The time stamp of the last picture before a piece that decodes on its own; null if that is the video's
    /// first.</summary>
    private static double? KeyFrameBefore(ClipRange range)
    {
        var (times, first) = (range.Video.Times, range.Video.Times.Start + range.Start);
        var found = times.KeyFrames.LastOrDefault(time => time <= first + HalfAFrame, times.Start);
        return found > times.Start && times.KeyFrames.Count > 1 && found > times.KeyFrames[0] ? found : null;
    }

    /// <returns>Frames, or null where ffmpeg did not land before the piece.</returns>
    private static async Task<int?> TryAsync(
        ClipRange range,
        double? keyFrame,
        PartialFile clip,
        VideoSize seen,
        Action<ReadOnlyMemory<byte>> look,
        CancellationToken cancellation
    )
    {
        using var landing = new PartialFile(clip.Path + ".landing");
        using var ffmpeg = FfmpegProcess.Encode(Arguments(range, keyFrame, clip.Path, landing.Path, seen));
        var frames = await FrameReader.PassOnAsync(
            ffmpeg.Output,
            seen.Width * seen.Height,
            FramesAtOnce,
            look,
            cancellation
        );
        var exit = await ffmpeg.WaitAsync(cancellation);
        exit.ThrowIfDiskFull(clip.Folder);
        if (keyFrame is not null && !await HasLandedAsync(landing.Path, cancellation))
            return null;
        range.Video.ThrowIfDamaged(exit, fromStart: keyFrame is null);
        return frames;
    }

    /// <summary>Whether the first picture that was decoded is shown when the piece begins.</summary>
    private static async Task<bool> HasLandedAsync(string landing, CancellationToken cancellation)
    {
        if (!File.Exists(landing))
            return false;
        var lines = await File.ReadAllLinesAsync(landing, cancellation);
        // stream, time of decoding, time of showing, …, in microseconds from the beginning of the piece.
        return lines.FirstOrDefault(line => !line.StartsWith('#'))?.Split(',') is [_, _, var shown, ..]
            && long.TryParse(
                shown,
                NumberStyles.AllowLeadingWhite | NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var time
            )
            && time <= HalfAFrame * 1e6;
    }

    private static string Arguments(
        ClipRange range,
        double? keyFrame,
        string clipPath,
        string landingPath,
        VideoSize seen
    ) =>
        FFMpegArguments
            .FromFileInput(
                Argument.LocalFile(range.Video.Path),
                verifyExists: false,
                source =>
                    source.WithCustomArgument(
                        keyFrame is { } time
                            ? string.Create(
                                CultureInfo.InvariantCulture,
                                $"{VideoSource.Options} -noaccurate_seek -seek_timestamp 1 -ss {time:0.000000}"
                            )
                            : VideoSource.Options
                    )
            )
            .AddFileInput(
                Argument.LocalFile(range.Sound.Path),
                verifyExists: false,
                sound =>
                {
                    SoundTrack.AsTrack(sound);
                    sound.WithCustomArgument(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"-noaccurate_seek -ss {Math.Max(0, range.Start - SoundLead):0.00}"
                        )
                    );
                }
            )
            .OutputToFile(
                Argument.LocalFile(clipPath),
                addArguments: clip =>
                    clip.WithCustomArgument(
                            $"-filter_complex \"{Pictures(range, keyFrame is null, seen)};{Sound(range)}\""
                        )
                        // FFMpegCore writes one output; the others come before it.
                        .WithCustomArgument("-map [luma] -pix_fmt gray -f rawvideo pipe:1")
                        .WithCustomArgument(
                            $"-map [landing] -fps_mode passthrough -enc_time_base 1:1000000 -f framemd5 "
                                + $"\"{Argument.LocalFile(landingPath)}\""
                        )
                        .WithCustomArgument("-sws_flags bicubic+accurate_rnd+full_chroma_int+bitexact")
                        .WithCustomArgument("-map [clip] -map [sound] -map_metadata -1 -map_chapters -1")
                        .WithAudioCodec(AudioCodec.Aac)
                        .WithAudioBitrate(SoundBitRate)
                        .WithCustomArgument("-flags:a +bitexact")
                        .WithFastStart()
                        .Encoded(FrameReader.FramesPerSecond)
            )
            .Arguments;

    private static string Pictures(ClipRange range, bool fromStart, VideoSize seen)
    {
        var (width, height) = (range.Size.Width, range.Size.Height);
        return string.Create(
                CultureInfo.InvariantCulture,
                $"[{range.Video.Pictures}]{range.Video.FromPicture(range.Start, fromStart)},split[all][first];"
            )
            // A picture of any size, since only its time is looked at. ffmpeg ends when every chain has had its last
            // picture.
            + "[first]trim=end_frame=1,scale=16:16,settb=1/1000000[landing];"
            // A limit on the output instead would end the sound with the last frame, some blocks before its own end.
            + string.Create(
                CultureInfo.InvariantCulture,
                $"[all]{VideoSource.OnGrid},trim=end_frame={range.Frames},scale=iw*sar:ih,"
            )
            + string.Create(
                CultureInfo.InvariantCulture,
                $"scale={width}:{height}:force_original_aspect_ratio=increase:out_color_matrix=bt709:out_range=tv,"
            )
            + string.Create(
                CultureInfo.InvariantCulture,
                $"crop={width}:{height},setsar=1,format=yuv420p,split[clip][luminous];[luminous]format=gray,scale={seen.Width}:{seen.Height}:flags=area[luma]"
            );
    }

    /// <summary>As long as the pictures, silence at the end where the sound is shorter.</summary>
    private static string Sound(ClipRange range) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"[1:a:0]asetpts=round(PTS-({range.Start:0.00})/TB),{SoundTrack.FromZero},"
        )
        + "aformat=sample_rates=16000|22050|24000|32000|44100|48000:channel_layouts=mono|stereo,"
        + string.Create(
            CultureInfo.InvariantCulture,
            $"apad=whole_dur={range.Seconds:0.00},atrim=duration={range.Seconds:0.00}[sound]"
        );
}
