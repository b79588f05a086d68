using System.Globalization;
using FFMpegCore.Enums;
using OmniAvatar.Media.Captions;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Finishing;
using OmniAvatar.Media.Processes;
using OmniAvatar.Media.Provenance;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Rendering;

namespace OmniAvatar.Media.Videos;

/// <summary>
/// Joins fragments and sound into an mp4 that can be played while it loads. Neither stream is cut to the other's
/// length; by the frame arithmetic the sound ends within the last frame. The file says that it is AI-generated, and
/// with what.
/// </summary>
public sealed class VideoAssembler : IVideoAssembler
{
    private const int FragmentsInput = 1; // behind the sound
    private const int FirstFinishingInput = 2;

    /// <inheritdoc/>
    /// <remarks>Cancelling kills ffmpeg and leaves nothing.</remarks>
    public Task EncodeSoundAsync(SoundEncoding encoding, CancellationToken cancellation) =>
        VideoSound.EncodeAsync(encoding, cancellation);

    /// <inheritdoc/>
    /// <remarks>Cancelling kills ffmpeg and leaves nothing.</remarks>
    public Task DrawStillsAsync(VideoStills stills, CancellationToken cancellation) =>
        StillsEncoder.DrawAsync(stills, cancellation);

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
        using var finishing = new FinishingInputs(task);
        await FfmpegProcess.RunAsync(
            Arguments(task, list.Path, finishing, partial.Path),
            "The video could not be joined",
            partial.Folder,
            cancellation
        );
        XmpBox.Append(partial.Path, XmpPacket.Of(task.Provenance));

        var frames = await VideoProbe.CountFramesAsync(partial.Path, cancellation);
        if (frames != task.TotalFrames)
            throw new RenderFailedException($"The joined video has {frames} frames instead of {task.TotalFrames}.");
        WriteSubtitles(task);
        partial.Complete();
    }

    private static void WriteSubtitles(AssemblyTask task)
    {
        if (task is { SubtitlesPath: { } path, Finish.Captions: { } captions })
            SmallFile.Write(path, WebVtt.Write(captions, task.FramesPerSecond));
    }

    private static string Arguments(AssemblyTask task, string listPath, FinishingInputs finishing, string outputPath) =>
        LocalPaths
            .FromLocalFile(task.SoundPath, sound => sound.WithArgument(LocalFiles.OurVideos))
            .AddLocalFile(
                listPath,
                fragments => fragments.ForceFormat("concat").WithAnyListedFile().WithArgument(LocalFiles.Any)
            )
            .Add(finishing)
            .ToLocalFile(
                outputPath,
                video =>
                    video
                        .WithProgressOnStandardOutput()
                        .WithMap(FragmentsInput, StreamType.Video, 0)
                        .WithMap(0, StreamType.Audio, 0)
                        .Take(finishing, FirstFinishingInput)
                        .WithVideoCodec(VideoCodec.Copy)
                        .WithBitstreamFilter(StreamType.Video, EvenTimes(task.FramesPerSecond))
                        .WithAudioCodec(AudioCodec.Copy)
                        .WithTrackTimeScale(FragmentEncoder.TimeScale)
                        .WithBitExactFile()
                        .WithComment(task.Comment)
                        .WithFastStart()
                        .ForceFormat(ContainerFormats.Mp4)
            );

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
