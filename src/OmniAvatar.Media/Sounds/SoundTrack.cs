using FFMpegCore;
using FFMpegCore.Arguments;
using FFMpegCore.Enums;
using OmniAvatar.Media.Ffmpeg;
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
            sound => sound.WithArgument(SoundSource.Files),
            filters => filters.InStep().DelayedBy(late)
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
            VideoSource.Open,
            filters => filters.InStepFrom(video.Times.Start).CutAt(video.Seconds + 1)
        );
        return ExtractAsync(source, trackPath, video.Damage, DecodeBudget.Unlimited, cancellation);
    }

    /// <summary>Begins a command with the track as input 0 and silence as input 1.</summary>
    internal static FFMpegArguments AfterSilence(string trackPath, double seconds) =>
        LocalPaths
            .FromLocalFile(trackPath, Open)
            .AddFileInput(
                "anullsrc=r=16000:cl=stereo",
                verifyExists: false,
                silence => silence.ForceFormat("lavfi").WithDuration(TimeSpan.FromSeconds(seconds))
            );

    /// <summary>Opens a track of ours.</summary>
    internal static void Open(FFMpegInputOptions track) => track.WithArgument(LocalFiles.OurTracks);

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
                $"The sound {source.Path} holds {meter.NotNumbers} samples that are not numbers (NaN or infinite); "
                    + "save it again from the program that made it."
            );
        budget.Take(source.Path, new FileInfo(partial.Path).Length);
        partial.Complete();
        return new SoundTrack(trackPath, source.Path, FlacRate.Nearest(source.SampleRate), source.Channels)
        {
            Peak = meter.Peak,
        };
    }

    // The meter has an output of its own, which goes nowhere and ends with the sound: a graph of two branches loses, in
    // ffmpeg 7, what follows a change of channels. The reader of the meter must end ffmpeg if the track was cut off.
    private static string Arguments(TrackSource source, string trackPath, DecodeBudget budget) =>
        LocalPaths
            .FromLocalFile(source.Path, source.Open)
            .ToMany(outputs =>
                outputs
                    .ToLocalFile(trackPath, track => Encode(track, source, budget))
                    .OutputToNull(measured => Take(measured, source, filters => SoundMeter.Filter(filters)))
            );

    private static void Encode(FFMpegOutputOptions track, TrackSource source, DecodeBudget budget)
    {
        track.WithProgressOnStandardOutput().WithoutMetadata().WithoutChapters();
        Take(track, source, source.Filter);
        // One byte more than there may be, so that a track that was cut off is seen to be.
        if (budget.IsLimited)
            track.WithSizeLimit(budget.Left + 1);
        track
            .WithAudioSamplingRate(FlacRate.Nearest(source.SampleRate))
            .WithAudioChannels(source.Channels)
            .With16BitSamples()
            .WithAudioCodec(AudioCodec.Flac)
            .WithBitExactFile()
            .WithBitExactSound()
            .ForceFormat(ContainerFormats.Flac);
    }

    // One second more than is allowed, so that what is too long is known to be.
    private static void Take(FFMpegOutputOptions output, TrackSource source, Action<AudioFilterOptions> filter) =>
        output
            .WithMap(0, StreamType.All, source.Stream)
            .WithAudioFilters(filter)
            .WithDuration(TimeSpan.FromSeconds(SpeechDecoder.MaximumSeconds + 1));

    /// <summary>A stream of sound and how it is read.</summary>
    private sealed record TrackSource(
        string Path,
        int Stream,
        int SampleRate,
        int Channels,
        Action<FFMpegInputOptions> Open,
        Action<AudioFilterOptions> Filter
    );
}
