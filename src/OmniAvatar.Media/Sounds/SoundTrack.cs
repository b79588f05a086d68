using System.Globalization;
using FFMpegCore;
using OmniAvatar.Media.Processes;
using OmniAvatar.Media.Videos.Sources;

namespace OmniAvatar.Media.Sounds;

/// <summary>
/// The sound of a file from outside, taken out once as 16-bit FLAC at its own rate, of the stream that players would
/// play. Everything later reads this file of ours: of a video only the sound is kept, silence fills what its time
/// stamps leave out, changes of channels on the way are gone, and a hostile file is opened only here.
/// </summary>
/// <param name="Path">The FLAC file.</param>
/// <param name="Origin">What the user calls the file it came from.</param>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Channels">1 to 8.</param>
public sealed record SoundTrack(string Path, string Origin, int SampleRate, int Channels)
{
    /// <summary>The filters that join the two inputs of <see cref="AfterSilence"/>; silence takes the track's rate and
    /// channels.</summary>
    internal const string Joined = "[1:a][0:a:0]concat=n=2:v=0:a=1,aformat=sample_fmts=s16";

    /// <summary>The filter that keeps sound where its time stamps say: what comes before zero is cut, silence fills
    /// gaps.</summary>
    internal const string FromZero = InStep + ":first_pts=0";

    private const string InStep = "aresample=async=1";
    private const int MaximumChannels = 8; // FLAC's

    /// <summary>The loudest sample before it became a 16-bit one: 1 is full scale, what is above was cut.</summary>
    public double Peak { get; init; }

    /// <summary>Takes the sound out of a file, all of it. If it begins after the pictures of the same file, silence
    /// comes first.</summary>
    /// <param name="soundPath">Any local file with sound that ffmpeg reads, whatever its name looks like.</param>
    /// <param name="trackPath">Where to write; exists only if all went well.</param>
    /// <param name="cancellation">Kills ffmpeg and leaves nothing.</param>
    /// <param name="budget">What it may take on the disk; null for no bound.</param>
    /// <exception cref="BadInputException">Missing, empty, no kind of sound file, without a sound stream, too long, or
    /// not to be decoded.</exception>
    /// <exception cref="RenderFailedException">The disk is full, the folder not writable, or ffmpeg
    /// missing.</exception>
    public static async Task<SoundTrack> ExtractAsync(
        string soundPath,
        string trackPath,
        CancellationToken cancellation,
        DecodeBudget? budget = null
    )
    {
        budget ??= DecodeBudget.Unlimited;
        var info = await SoundProbe.ReadAsync(soundPath, cancellation);
        budget.Require(soundPath, info.Seconds ?? 0);
        var late = (long)Math.Round(info.Late * info.SampleRate);
        var source = new TrackSource(
            soundPath,
            info.Stream,
            info.SampleRate,
            info.Channels,
            SoundSource.Options,
            late > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{InStep},asetpts=PTS-STARTPTS,adelay={late}S:all=1")
                : InStep
        );
        return await ExtractAsync(
            source,
            trackPath,
            exit => exit.Code == 0 ? null : exit.LastLine,
            budget,
            cancellation
        );
    }

    /// <summary>Takes the sound out of a video, in step with its pictures: time zero is the first of them. What does
    /// not decode is an error.</summary>
    /// <param name="video">The video.</param>
    /// <param name="trackPath">Where to write; exists only if all went well.</param>
    /// <param name="cancellation">Kills ffmpeg and leaves nothing.</param>
    /// <exception cref="BadInputException">There is no sound, or it does not decode.</exception>
    /// <exception cref="RenderFailedException">The disk is full, the folder not writable, or ffmpeg
    /// missing.</exception>
    public static Task<SoundTrack> ExtractAsync(VideoSource video, string trackPath, CancellationToken cancellation)
    {
        var source = new TrackSource(
            video.Path,
            video.Sound.Index,
            video.Sound.SampleRate,
            video.Sound.Channels,
            VideoSource.Options,
            string.Create(CultureInfo.InvariantCulture, $"{video.SoundInStep},atrim=end={video.Seconds + 1:0.000}")
        );
        return ExtractAsync(source, trackPath, video.Damage, DecodeBudget.Unlimited, cancellation);
    }

    /// <summary>Begins a command with the track as input 0 and silence as input 1.</summary>
    internal static FFMpegArguments AfterSilence(string trackPath, double seconds) =>
        FFMpegArguments
            .FromFileInput(Argument.LocalFile(trackPath), verifyExists: false, AsTrack)
            .AddFileInput(
                "anullsrc=r=16000:cl=stereo",
                verifyExists: false,
                silence => silence.ForceFormat("lavfi").WithDuration(TimeSpan.FromSeconds(seconds))
            );

    /// <summary>Opens a track of ours.</summary>
    internal static void AsTrack(FFMpegInputOptions track) =>
        track.WithCustomArgument("-protocol_whitelist file -format_whitelist flac");

    private static async Task<SoundTrack> ExtractAsync(
        TrackSource source,
        string trackPath,
        Func<FfmpegExit, string?> damage,
        DecodeBudget budget,
        CancellationToken cancellation
    )
    {
        if (source.Channels > MaximumChannels)
            throw new BadInputException(
                $"The sound {source.Path} has {source.Channels} channels; at most {MaximumChannels} are allowed."
            );
        using var partial = new PartialFile(trackPath);
        partial.ThrowIfNotWritable();
        using var ffmpeg = FfmpegProcess.Encode(Arguments(source, partial.Path, budget));
        var meter = new SoundMeter();
        if (!await meter.ReadAsync(ffmpeg.Output, budget.Left, cancellation))
            throw budget.TooMuch(source.Path);
        var exit = await ffmpeg.WaitAsync(cancellation);
        exit.ThrowIfDiskFull(partial.Folder);
        if (damage(exit) is { } reason)
            throw new BadInputException($"The sound {source.Path} cannot be decoded: {reason}.");
        if (meter.NotNumbers > 0)
            throw new BadInputException(
                $"The sound {source.Path} holds {meter.NotNumbers} samples that are not numbers (NaN or "
                    + $"infinite); save it anew from the program that made it."
            );
        budget.Take(source.Path, new FileInfo(partial.Path).Length);
        partial.Complete();
        return new SoundTrack(trackPath, source.Path, FlacRate.Nearest(source.SampleRate), source.Channels)
        {
            Peak = meter.Peak,
        };
    }

    // The meter has an output of its own, which goes nowhere and ends with the sound: a graph of two branches loses, in
    // ffmpeg 7, what follows a change of channels. Whoever reads the meter must end ffmpeg if the track was cut off.
    private static string Arguments(TrackSource source, string trackPath, DecodeBudget budget) =>
        FFMpegArguments
            .FromFileInput(
                Argument.LocalFile(source.Path),
                verifyExists: false,
                sound => sound.WithCustomArgument(source.Options)
            )
            .OutputToMany(outputs =>
                outputs
                    .OutputToFile(
                        Argument.LocalFile(trackPath),
                        addArguments: track =>
                            track
                                .WithCustomArgument(
                                    "-progress pipe:1 -nostats -map_metadata -1 -map_chapters -1 -fflags "
                                        + "+bitexact -flags:a +bitexact"
                                )
                                .WithCustomArgument(Taken(source, source.Filters))
                                .WithAudioSamplingRate(FlacRate.Nearest(source.SampleRate))
                                .WithAudioChannels(source.Channels)
                                .WithCustomArgument("-sample_fmt s16")
                                // One byte more than there may be, so that a track that was cut off is seen to be.
                                .WithCustomArgument(
                                    budget.IsLimited
                                        ? string.Create(CultureInfo.InvariantCulture, $"-fs {budget.Left + 1}")
                                        : ""
                                )
                                .WithAudioCodec("flac")
                                .ForceFormat("flac")
                    )
                    .OutputToFile(
                        "-",
                        addArguments: measured =>
                            measured.WithCustomArgument(Taken(source, SoundMeter.Filter)).ForceFormat("null")
                    )
            )
            .Arguments;

    // One second more than is allowed, so that what is too long is known to be.
    private static string Taken(TrackSource source, string filters) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"-map 0:{source.Stream} -filter:a \"{filters}\" -t {SpeechDecoder.MaximumSeconds + 1}"
        );

    /// <summary>A stream of sound and how it is read.</summary>
    private sealed record TrackSource(
        string Path,
        int Stream,
        int SampleRate,
        int Channels,
        string Options,
        string Filters
    );
}
