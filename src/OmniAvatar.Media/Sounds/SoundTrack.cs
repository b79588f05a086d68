using System.Globalization;
using FFMpegCore;
using OmniAvatar.Media.Processes;

namespace OmniAvatar.Media.Sounds;

/// <summary>
/// The first sound stream of a file from outside, taken out once as 16-bit FLAC at its own rate. Everything later reads this file of
/// ours: of a video only the sound is kept, gaps in time stamps and changes of channels on the way are gone, and a hostile file is opened
/// only here.
/// </summary>
/// <param name="Path">The FLAC file.</param>
/// <param name="Origin">What the user calls the file it came from.</param>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Channels">1 to 8.</param>
public sealed record SoundTrack(string Path, string Origin, int SampleRate, int Channels)
{
    /// <summary>The filters that join the two inputs of <see cref="AfterSilence"/>; silence takes the track's rate and channels.</summary>
    internal const string Joined = "[1:a][0:a:0]concat=n=2:v=0:a=1,aformat=sample_fmts=s16";

    /// <summary>The filter that keeps sound where its time stamps say.</summary>
    internal const string InStep = "aresample=async=1:first_pts=0";

    private const int MaximumChannels = 8; // FLAC's

    /// <summary>Takes the sound out of a file.</summary>
    /// <param name="soundPath">Any local file with sound that ffmpeg reads, whatever its name looks like.</param>
    /// <param name="trackPath">Where to write; exists only if all went well.</param>
    /// <param name="cancellation">Kills ffmpeg and leaves nothing.</param>
    /// <param name="inStep">Whether the track stays in step with the file's pictures: silence fills what its time stamps leave out, at the start too, and
    /// what does not decode is an error instead of being left out.</param>
    /// <param name="budget">What it may take on the disk; null for no bound.</param>
    /// <exception cref="BadInputException">Missing, empty, no kind of sound file, without a sound stream, too long, or not to be decoded.</exception>
    /// <exception cref="RenderFailedException">The disk is full, the folder not writable, or ffmpeg missing.</exception>
    public static async Task<SoundTrack> ExtractAsync(
        string soundPath, string trackPath, CancellationToken cancellation, bool inStep = false, DecodeBudget? budget = null)
    {
        budget ??= DecodeBudget.Unlimited;
        var info = await SoundProbe.ReadAsync(soundPath, cancellation);
        budget.Require(soundPath, info.Seconds ?? 0);
        if (info.Channels > MaximumChannels)
            throw new BadInputException($"The sound {soundPath} has {info.Channels} channels; at most {MaximumChannels} are allowed.");
        using var partial = new PartialFile(trackPath);
        partial.ThrowIfNotWritable();
        using var ffmpeg = FfmpegProcess.Encode(Arguments(soundPath, info, partial.Path, inStep, budget));
        await ffmpeg.Output.CopyToAsync(Stream.Null, cancellation);
        var exit = await ffmpeg.WaitAsync(cancellation);
        exit.ThrowIfDiskFull(partial.Folder);
        if (exit.Code != 0) throw new BadInputException($"The sound {soundPath} cannot be decoded: {exit.LastLine}.");
        budget.Take(soundPath, new FileInfo(partial.Path).Length);
        partial.Complete();
        return new SoundTrack(trackPath, soundPath, info.SampleRate, info.Channels);
    }

    /// <summary>Begins a command with the track as input 0 and silence as input 1.</summary>
    internal static FFMpegArguments AfterSilence(string trackPath, double seconds) => FFMpegArguments
        .FromFileInput(Argument.LocalFile(trackPath), verifyExists: false, AsTrack)
        .AddFileInput("anullsrc=r=16000:cl=stereo", verifyExists: false, silence => silence
            .ForceFormat("lavfi")
            .WithDuration(TimeSpan.FromSeconds(seconds)));

    /// <summary>Opens a track of ours.</summary>
    internal static void AsTrack(FFMpegInputOptions track) => track.WithCustomArgument("-protocol_whitelist file -format_whitelist flac");

    private static string Arguments(string soundPath, SoundInfo info, string trackPath, bool inStep, DecodeBudget budget) => FFMpegArguments
        .FromFileInput(Argument.LocalFile(soundPath), verifyExists: false, sound => sound
            .WithCustomArgument(inStep ? $"-xerror {SoundSource.Options}" : SoundSource.Options))
        .OutputToFile(Argument.LocalFile(trackPath), addArguments: track => track
            .WithCustomArgument("-progress pipe:1 -nostats -map 0:a:0 -map_metadata -1 -map_chapters -1 -fflags +bitexact -flags:a +bitexact")
            .WithCustomArgument(inStep ? $"-af {InStep}" : "")
            .WithAudioSamplingRate(info.SampleRate)
            .WithAudioChannels(info.Channels)
            .WithCustomArgument("-sample_fmt s16")
            // One byte more than there may be, so that a track that was cut off is seen to be.
            .WithCustomArgument(budget.IsLimited ? string.Create(CultureInfo.InvariantCulture, $"-fs {budget.Left + 1}") : "")
            .WithAudioCodec("flac")
            .ForceFormat("flac"))
        .Arguments;
}
