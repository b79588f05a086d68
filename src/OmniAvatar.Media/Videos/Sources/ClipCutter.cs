using System.Globalization;
using FFMpegCore.Enums;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Processes;
using OmniAvatar.Media.Sounds;
using VideoSize = OmniAvatar.Planning.VideoSize;

namespace OmniAvatar.Media.Videos.Sources;

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
    private static readonly TimeSpan SoundLead = TimeSpan.FromSeconds(1);

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
        LocalPaths
            .FromLocalFile(
                range.Video.Path,
                source =>
                {
                    VideoSource.Open(source);
                    if (keyFrame is { } time)
                        source.KeepWhatIsBeforeSeek().WithStartTimeStamp(time);
                }
            )
            .AddLocalFile(
                range.Sound.Path,
                sound =>
                {
                    SoundTrack.Open(sound);
                    sound.KeepWhatIsBeforeSeek().WithStartTime(SoundStart(range));
                }
            )
            .ToMany(outputs =>
                outputs
                    .ToStandardOutput(luma =>
                        luma.WithComplexFilter(graph => ClipGraph.AddTo(graph, range, keyFrame is null, seen))
                            .WithMap(ClipGraph.Luma)
                            .WithPixelFormat("gray")
                            .ForceFormat(ContainerFormats.RawVideo)
                    )
                    .ToLocalFile(
                        landingPath,
                        landing =>
                            landing
                                .WithMap(ClipGraph.Landing)
                                .WithFpsMode(FpsMode.Passthrough)
                                .WithMicroseconds()
                                .ForceFormat("framemd5")
                    )
                    .ToLocalFile(
                        clipPath,
                        clip =>
                            clip.WithExactScaling()
                                .WithMap(ClipGraph.Pictures)
                                .WithMap(ClipGraph.Sound)
                                .WithoutMetadata()
                                .WithoutChapters()
                                .WithAudioCodec(AudioCodec.Aac)
                                .WithAudioBitrate(SoundBitRate)
                                .WithBitExactSound()
                                .WithFastStart()
                                .Encoded(FrameReader.FramesPerSecond)
                    )
            );

    // From ticks: a time from a fraction of seconds may lie a little before the one that is meant, and lose a
    // millisecond.
    private static TimeSpan SoundStart(ClipRange range)
    {
        var start = new TimeSpan(range.FirstFrame * TimeSpan.TicksPerSecond / FrameReader.FramesPerSecond) - SoundLead;
        return start > TimeSpan.Zero ? start : TimeSpan.Zero;
    }
}
