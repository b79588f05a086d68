using System.Globalization;
using FFMpegCore;
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

    /// <summary>How ffmpeg opens the file: an error ends it, and time stamps stay as they are.</summary>
    internal static string Options { get; } = $"-xerror -copyts {SoundSource.Options}";

    /// <summary>The filter that brings pictures to an even rate, from time zero on; those before it are left
    /// out.</summary>
    internal static string OnGrid { get; } =
        string.Create(CultureInfo.InvariantCulture, $"fps={FrameReader.FramesPerSecond}:start_time=0");

    /// <summary>The pictures as a filter's input.</summary>
    internal string Pictures => string.Create(CultureInfo.InvariantCulture, $"0:{_video.Index}");

    /// <summary>Reads headers and packets; nothing is decoded.</summary>
    /// <param name="path">A local file, whatever its name looks like.</param>
    /// <param name="cancellation">Kills the probes.</param>
    /// <exception cref="BadInputException">The file is missing, no video, has no pictures that move, or its time stamps
    /// make no sense.</exception>
    public static async Task<VideoSource> OpenAsync(string path, CancellationToken cancellation)
    {
        var headers = await FileHeaders.ReadAsync("video", path, cancellation);
        var video = headers.Video ?? throw new BadInputException($"The video {path} has no pictures that move.");
        return new VideoSource(
            path,
            video,
            headers.Sound,
            await PictureTimes.ReadAsync(path, video.Index, cancellation)
        );
    }

    /// <summary>The file as ffmpeg's input, from its start.</summary>
    internal FFMpegArguments AsInput() =>
        FFMpegArguments.FromFileInput(
            Argument.LocalFile(Path),
            verifyExists: false,
            source => source.WithCustomArgument(Options)
        );

    /// <summary>The filters that count the time of pictures from a point in the video.</summary>
    /// <param name="seconds">That point, in seconds from the first picture.</param>
    /// <param name="fromStart">Whether the file is decoded from its start.</param>
    internal string FromPicture(double seconds, bool fromStart) =>
        (
            fromStart && Times.Untimed > 0
                ? string.Create(CultureInfo.InvariantCulture, $"select=gte(n\\,{Times.Untimed}),")
                : ""
        ) + string.Create(CultureInfo.InvariantCulture, $"setpts=round(PTS-({Times.Start + seconds:0.000000})/TB)");

    /// <summary>The filters that bring all pictures, from the first on, to an even rate.</summary>
    internal string AllOnGrid => $"{FromPicture(0, fromStart: true)},{OnGrid}";

    /// <summary>The filters that keep sound in step with the pictures.</summary>
    internal string SoundInStep =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"asetpts=round(PTS-({Times.Start:0.000000})/TB),{SoundTrack.FromZero}"
        );

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
