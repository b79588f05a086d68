using FFMpegCore;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Processes;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Planning;

namespace OmniAvatar.Media.Videos.Sources;

/// <summary>
/// A video from outside whose headers and time stamps have been read. All that is decoded of it counts time from its
/// first picture, which is what viewers see first: sound before it is cut, and silence fills what comes later. Of
/// several videos and sounds in a file the ones marked as default count, as in players.
/// </summary>
public sealed class VideoSource
{
    private readonly StreamHeaders _video;
    private readonly StreamHeaders? _sound;

    private VideoSource(string path, StreamHeaders video, StreamHeaders? sound, PictureTimes times) =>
        (Path, _video, _sound, Times) = (path, video, sound, times);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The picture as it is shown: turned as the file asks, and with square pixels.</summary>
    public VideoSize Size => SourceProbe.SizeOf(_video);

    /// <summary>Whether there is a sound stream.</summary>
    public bool HasSound => _sound is not null;

    /// <summary>Length of the pictures.</summary>
    public double Seconds => Times.Seconds;

    internal PictureTimes Times { get; }

    internal StreamHeaders Sound => _sound ?? throw new BadInputException($"The video {Path} has no sound stream.");

    /// <summary>The number of the stream of pictures in the file.</summary>
    internal int PictureStream => _video.Index;

    /// <summary>Reads headers and packets; nothing is decoded.</summary>
    /// <param name="path">A local file, whatever its name looks like.</param>
    /// <param name="cancellation">Kills the probes.</param>
    /// <exception cref="BadInputException">The file is missing, no video, has no pictures that move, or its time stamps
    /// make no sense.</exception>
    public static async Task<VideoSource> OpenAsync(string path, CancellationToken cancellation)
    {
        var headers = await FileHeaders.ReadAsync("video", path, cancellation);
        var video = headers.Video ?? throw new BadInputException($"The video {path} has no moving pictures.");
        return new VideoSource(
            path,
            video,
            headers.Sound,
            await PictureTimes.ReadAsync(path, video.Index, cancellation)
        );
    }

    /// <summary>The file as ffmpeg's input, from its start.</summary>
    internal FFMpegArguments AsInput() => LocalPaths.FromLocalFile(Path, Open);

    /// <summary>How ffmpeg opens a video: an error ends it, and time stamps stay as they are.</summary>
    internal static void Open(FFMpegInputOptions source) =>
        source.EndAtErrors().KeepTimeStamps().WithArgument(SoundSource.Files);

    /// <summary>Why what was decoded from the start of the file is not all that there should be, or null.</summary>
    internal string? Damage(FfmpegExit exit) => DecoderMessages.Damage(exit, Times.BeginsMidway);

    /// <summary>Throws if what was decoded is not all that there should be.</summary>
    /// <param name="exit">How ffmpeg ended.</param>
    /// <param name="fromStart">Whether it began at the start of the file.</param>
    /// <exception cref="BadInputException">The file is damaged.</exception>
    internal void ThrowIfDamaged(FfmpegExit exit, bool fromStart = true)
    {
        if (DecoderMessages.Damage(exit, Times.BeginsMidway || !fromStart) is { } damage)
            throw new BadInputException($"The video {Path} cannot be decoded: {damage}.");
    }
}
