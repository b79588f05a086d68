using System.Globalization;
using FFMpegCore.Enums;
using OmniAvatar.Media.Processes;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Rendering;

namespace OmniAvatar.Media.Videos;

/// <summary>
/// Joins fragments and sound into an mp4 that can be played while it loads. As the released inference code does it, the
/// sound starts after the 0.3 s that the model heard in front and one more frame, since the first frame is the picture
/// itself. Neither stream is cut to the other's length; by the frame arithmetic the sound ends within the last frame.
/// </summary>
public sealed class VideoAssembler : IVideoAssembler
{
    private const int SoundBitRate = 160; // kbit/s

    /// <inheritdoc/>
    /// <remarks>Cancelling kills ffmpeg and leaves nothing.</remarks>
    public async Task AssembleAsync(AssemblyTask task, CancellationToken cancellation)
    {
        if (task.FragmentPaths.Count == 0)
            throw new ArgumentException("A video has at least one fragment.", nameof(task));
        using var partial = new PartialFile(task.OutputPath);
        partial.ThrowIfNotWritable();
        using var faded = new FadedFragments(task);
        using var list = new PartialFile(task.OutputPath + ".fragments");
        await WriteListAsync(await faded.EncodeAsync(cancellation), list, cancellation);
        using var ffmpeg = FfmpegProcess.Encode(Arguments(task, list.Path, partial.Path));
        await ffmpeg.Output.CopyToAsync(Stream.Null, cancellation);
        var exit = await ffmpeg.WaitAsync(cancellation);
        exit.ThrowIfFailed("The video could not be joined", partial.Folder);

        var frames = await VideoProbe.CountFramesAsync(partial.Path, cancellation);
        if (frames != task.TotalFrames)
            throw new RenderFailedException($"The joined video has {frames} frames instead of {task.TotalFrames}.");
        partial.Complete();
    }

    private static string Arguments(AssemblyTask task, string listPath, string outputPath) =>
        SoundTrack
            .AfterSilence(task.SoundPath, SpeechDecoder.LeadSeconds + 1.0 / task.FramesPerSecond)
            .AddFileInput(
                Argument.LocalFile(listPath),
                verifyExists: false,
                fragments => fragments.ForceFormat("concat").WithCustomArgument("-safe 0 -protocol_whitelist file")
            )
            // Reports on stdout end this process soon after ours has died.
            .OutputToFile(
                Argument.LocalFile(outputPath),
                addArguments: video =>
                    video
                        .WithCustomArgument("-progress pipe:1 -nostats")
                        .WithCustomArgument(
                            $"-filter_complex \"{SoundTrack.Joined},aformat=channel_layouts=mono|stereo[sound]\""
                        )
                        .WithCustomArgument("-map 2:v:0 -map [sound] -map_metadata -1 -map_chapters -1")
                        .WithVideoCodec("copy")
                        .WithCustomArgument($"-bsf:v {EvenTimes(task.FramesPerSecond)}")
                        .WithAudioCodec(AudioCodec.Aac)
                        .WithAudioBitrate(SoundBitRate)
                        .WithCustomArgument(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"-video_track_timescale {FragmentEncoder.TimeScale}"
                            )
                        )
                        .WithCustomArgument("-fflags +bitexact -flags:a +bitexact")
                        .WithCustomArgument(
                            task.Comment.Length == 0 ? "" : $"-metadata {Argument.Quote("comment=" + task.Comment)}"
                        )
                        .WithFastStart()
                        .ForceFormat("mp4")
            )
            .Arguments;

    // The concat demuxer adds up durations in microseconds; frames at 24 or 30 a second would drift off their grid.
    private static string EvenTimes(int framesPerSecond)
    {
        var ticks = FragmentEncoder.TimeScale / framesPerSecond;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"setts=time_base=1/{FragmentEncoder.TimeScale}:ts=N*{ticks}:duration={ticks}"
        );
    }

    private static async Task WriteListAsync(
        IReadOnlyList<string> fragments,
        PartialFile list,
        CancellationToken cancellation
    )
    {
        try
        {
            await File.WriteAllLinesAsync(list.Path, fragments.Select(Entry), cancellation);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(list.Folder, e);
        }
    }

    private static string Entry(string fragment)
    {
        var path = Path.GetFullPath(fragment);
        if (path.Contains('\n'))
            throw new RenderFailedException("A folder with a line break in its name cannot hold a job's data.");
        return $"file 'file:{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }
}
