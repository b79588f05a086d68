using System.Globalization;
using FFMpegCore;
using FFMpegCore.Enums;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Processes;

namespace OmniAvatar.Media.Videos.Streaming;

/// <summary>
/// Writes a part of a stream as fragmented mp4 (ISO/IEC 14496-12): the frames of a segment and the sound of that time,
/// copied as they are encoded. A part made from a fragment and one cut out of the finished video are the same bytes, so
/// a stream that was begun while the video rendered goes on when it is finished.
/// </summary>
public static class StreamPartEncoder
{
    private const string Failure = "The part of the stream could not be made";
    private const double SoundBefore = 0.5; // s, more than a packet of sound
    private const double Beyond = 1; // s, so that what is read covers the part

    /// <summary>Writes one part.</summary>
    /// <param name="part">Which.</param>
    /// <param name="headerPath">Where to write what a player reads before the first part; it is the same for all parts
    /// of a video.</param>
    /// <param name="mediaPath">Where to write the part itself.</param>
    /// <param name="cancellation">Kills ffmpeg and leaves nothing.</param>
    /// <exception cref="RenderFailedException">A file is damaged or the disk is full.</exception>
    public static async Task WriteAsync(
        StreamPart part,
        string headerPath,
        string mediaPath,
        CancellationToken cancellation
    )
    {
        using var whole = new PartialFile(mediaPath + ".mp4");
        using var faded = new PartialFile(mediaPath + ".faded");
        whole.ThrowIfNotWritable();
        if (part.Crossfade is { } crossfade)
        {
            await CrossfadeEncoder.EncodeAsync(part.VideoPath, crossfade, part.FramesPerSecond, faded, cancellation);
            part = part with { VideoPath = faded.Path };
        }
        await FfmpegProcess.RunAsync(Arguments(part, whole.Path), Failure, whole.Folder, cancellation);
        await FragmentedFile.SplitAsync(whole.Path, headerPath, mediaPath, cancellation);
    }

    private static string Arguments(StreamPart part, string outputPath) =>
        LocalPaths
            .FromLocalFile(part.VideoPath, video => OpenVideo(video, part))
            .AddLocalFile(part.SoundPath, sound => OpenSound(sound, part))
            .ToLocalFile(
                outputPath,
                output =>
                    output
                        .WithProgressOnStandardOutput()
                        .WithMap(0, StreamType.Video, 0)
                        .WithMap(1, StreamType.Audio, 0)
                        .WithoutMetadata()
                        .WithoutChapters()
                        .WithVideoCodec(VideoCodec.Copy)
                        .WithAudioCodec(AudioCodec.Copy)
                        .WithBitstreamFilter(StreamType.Video, FramesOf(part))
                        .WithBitstreamFilter(StreamType.Audio, SoundOf(part))
                        .WithTrackTimeScale(FragmentEncoder.TimeScale)
                        .WithBitExactFile()
                        .AsStreamPart(part.Index + 1)
                        .ForceFormat(ContainerFormats.Mp4)
            );

    private static void OpenVideo(FFMpegInputOptions video, StreamPart part)
    {
        video.KeepTimeStamps().WithArgument(LocalFiles.OurVideos);
        if (part.IsCutOut)
            video.From(part.Start).WithDuration(TimeSpan.FromSeconds(part.Seconds + Beyond));
    }

    private static void OpenSound(FFMpegInputOptions sound, StreamPart part)
    {
        var from = Math.Max(0, part.Start - SoundBefore);
        sound.WithArgument(LocalFiles.OurVideos).From(from);
        if (!part.IsLast)
            sound.WithDuration(TimeSpan.FromSeconds(part.Start + part.Seconds - from + Beyond));
    }

    // Joining repeats the encoder's parameters before each fragment's first frame; so does the first of these filters.
    private static string FramesOf(StreamPart part)
    {
        var ticks = FragmentEncoder.TimeScale / part.FramesPerSecond;
        var first = (long)part.FirstFrame * ticks;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"h264_mp4toannexb,noise=drop='gte(n,{part.Frames})',setts=time_base=1/{FragmentEncoder.TimeScale}:ts=N*{ticks}+{first}:duration={ticks}"
        );
    }

    // A packet belongs to the part in which it begins. The encoder's packet before time zero is silence.
    private static string SoundOf(StreamPart part)
    {
        var end = part.IsLast ? "" : $"+gte(pts*tb,{Exact(part.FirstFrame + part.Frames, part)})";
        return $"noise=drop='lt(pts*tb,{Exact(part.FirstFrame, part)}){end}'";
    }

    private static string Exact(int frame, StreamPart part) =>
        string.Create(CultureInfo.InvariantCulture, $"{frame}/{part.FramesPerSecond}");
}
