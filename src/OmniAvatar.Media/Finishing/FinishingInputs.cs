using FFMpegCore;
using FFMpegCore.Enums;
using OmniAvatar.Finishing;
using OmniAvatar.Media.Captions;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Rendering;

namespace OmniAvatar.Media.Finishing;

/// <summary>The files from which ffmpeg takes tags, chapters, captions and cover when a video is joined; they go when
/// this does.</summary>
internal sealed class FinishingInputs : IDisposable
{
    private readonly List<PartialFile> _files = [];
    private readonly List<(string Path, string Demuxer)> _inputs = [];
    private readonly bool _hasChapters;
    private readonly int _tags = -1;
    private readonly int _captions = -1;
    private readonly int _cover = -1;

    /// <summary>Writes the files, beside the video.</summary>
    /// <exception cref="RenderFailedException">The folder cannot be written.</exception>
    public FinishingInputs(AssemblyTask task)
    {
        var (finish, framesPerSecond) = (task.Finish, task.FramesPerSecond);
        if (finish is null)
            return;
        var chapters = (finish.Chapters ?? []).Select(chapter => InVideo(chapter, framesPerSecond)).ToList();
        _hasChapters = chapters.Count > 0;
        if (_hasChapters || finish.Title is not null || finish.Artist is not null)
            _tags = Add(
                Write(
                    task.OutputPath + ".tags",
                    Metadata.Write(Tags(finish), chapters, 1000L * task.TotalFrames / framesPerSecond)
                ),
                "ffmetadata"
            );
        if (finish is { Captions: { } captions, AreCaptionsBurnt: false })
            _captions = Add(
                Write(task.OutputPath + ".captions", SubtitleTrack.Write(captions, framesPerSecond)),
                "srt"
            );
        if (task.CoverPath is { } coverPath)
            _cover = Add(coverPath, CoverPicture.DemuxerOf(coverPath));
    }

    /// <summary>Adds the files to a command's inputs.</summary>
    public void AddTo(FFMpegArguments inputs)
    {
        foreach (var (path, demuxer) in _inputs)
            inputs.AddLocalFile(path, input => input.ForceFormat(demuxer).WithArgument(LocalFiles.Any));
    }

    /// <summary>Says what the output takes of them.</summary>
    /// <param name="video">The output, which has its film and its sound already.</param>
    /// <param name="first">The number of the first of these inputs.</param>
    public void TakeBy(FFMpegOutputOptions video, int first)
    {
        if (_captions >= 0)
            video.WithMap(first + _captions, StreamType.Subtitle, 0).WithSubtitlesOfMp4();
        if (_cover >= 0)
            video.WithMap(first + _cover, StreamType.Video, 0).WithSecondVideoAsCover();
        if (_tags >= 0)
            video.WithTagsOf(first + _tags);
        else
            video.WithoutMetadata();
        if (_hasChapters)
            video.WithChaptersOf(first + _tags);
        else
            video.WithoutChapters();
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());

    /// <summary>The first chapter begins with the video, so that no player shows a stretch without one.</summary>
    private static Chapter InVideo(Chapter chapter, int framesPerSecond) =>
        chapter.Start == 0 ? chapter : chapter with { Start = SoundDelay.InVideo(chapter.Start, framesPerSecond) };

    private static IEnumerable<(string Key, string Value)> Tags(VideoFinish finish)
    {
        if (finish.Title is { } title)
            yield return ("title", title);
        if (finish.Artist is { } artist)
            yield return ("artist", artist);
    }

    private int Add(string path, string demuxer)
    {
        _inputs.Add((path, demuxer));
        return _inputs.Count - 1;
    }

    private string Write(string name, string text)
    {
        var file = new PartialFile(name);
        _files.Add(file);
        SmallFile.Write(file.Path, text);
        return file.Path;
    }
}

/// <summary>Finishing as steps of a command.</summary>
internal static class FinishingSteps
{
    public static FFMpegArguments Add(this FFMpegArguments inputs, FinishingInputs finishing)
    {
        finishing.AddTo(inputs);
        return inputs;
    }

    public static FFMpegOutputOptions Take(this FFMpegOutputOptions video, FinishingInputs finishing, int first)
    {
        finishing.TakeBy(video, first);
        return video;
    }
}
