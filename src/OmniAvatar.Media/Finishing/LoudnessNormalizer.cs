using System.Globalization;
using FFMpegCore.Arguments;
using FFMpegCore.Enums;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Processes;
using OmniAvatar.Media.Sounds;

namespace OmniAvatar.Media.Finishing;

/// <summary>
/// Brings a track to a loudness by EBU R 128, in the two passes of ffmpeg's <c>loudnorm</c>: one measures, the other
/// changes. Where the peaks leave room the change is one factor for all of the sound, else <c>loudnorm</c> evens it
/// out, and may miss; then what came out is measured and brought nearer.
/// </summary>
internal static class LoudnessNormalizer
{
    /// <summary>Decibels of full scale that no peak is above, between samples too.</summary>
    public const double TruePeak = -1;

    private const double Near = 0.3; // LU
    private const int MostRounds = 3;
    private const double WidestRange = 50; // LU, loudnorm's most: a range is never a reason to even out

    /// <summary>Writes the track as loud as asked; silence stays silence.</summary>
    /// <param name="trackPath">A track of ours.</param>
    /// <param name="lufs">The loudness.</param>
    /// <param name="outputPath">Where to write FLAC of one or two channels; exists only if all went well.</param>
    /// <param name="cancellation">Kills ffmpeg and leaves nothing.</param>
    /// <exception cref="RenderFailedException">The disk is full or the folder not writable.</exception>
    public static async Task WriteAsync(
        string trackPath,
        double lufs,
        string outputPath,
        CancellationToken cancellation
    )
    {
        var rate = (await SoundProbe.ReadAsync(trackPath, cancellation)).SampleRate;
        var source = trackPath;
        using var even = new PartialFile(outputPath + ".even");
        using var odd = new PartialFile(outputPath + ".odd");
        for (var round = 0; round < MostRounds; round++)
        {
            var found = await MeasureAsync(source, lufs, even.Folder, cancellation);
            if (round > 0 && (!found.IsAudible || Math.Abs(found.Loudness - lufs) <= Near))
                break;
            var target = round % 2 == 0 ? even.Path : odd.Path;
            await RunAsync(
                Arguments(source, target, rate, found.IsAudible ? Change(lufs, found) : null),
                even.Folder,
                cancellation
            );
            source = target;
        }
        var done = source == even.Path ? even : odd;
        AtomicFile.Publish(done.Path, outputPath);
    }

    private static async Task<LoudnessReport> MeasureAsync(
        string path,
        double lufs,
        string folder,
        CancellationToken cancellation
    )
    {
        var exit = await RunAsync(
            LocalPaths
                .FromLocalFile(path, SoundTrack.Open)
                .ToMany(outputs =>
                    outputs.OutputToNull(measured =>
                        measured
                            .WithProgressOnStandardOutput()
                            .WithAudioFilters(filters => filters.MonoOrStereo().Loudnorm(lufs, "print_format=json"))
                    )
                ),
            folder,
            cancellation
        );
        return LoudnessReport.Parse(exit.Errors);
    }

    private static string Arguments(string source, string target, int rate, string? change) =>
        LocalPaths
            .FromLocalFile(source, SoundTrack.Open)
            .ToLocalFile(
                target,
                track =>
                    track
                        .WithProgressOnStandardOutput()
                        .WithAudioFilters(filters =>
                        {
                            filters.MonoOrStereo();
                            if (change is not null)
                                filters.WithCustomFilter("loudnorm", change);
                            filters.WithCustomFilter(
                                "aformat",
                                string.Create(CultureInfo.InvariantCulture, $"sample_fmts=s16:sample_rates={rate}")
                            );
                        })
                        .WithoutMetadata()
                        .WithBitExactFile()
                        .WithBitExactSound()
                        .WithAudioCodec(AudioCodec.Flac)
                        .ForceFormat(ContainerFormats.Flac)
            );

    private static AudioFilterOptions MonoOrStereo(this AudioFilterOptions filters) =>
        filters.WithCustomFilter("aformat", "channel_layouts=mono|stereo");

    private static AudioFilterOptions Loudnorm(this AudioFilterOptions filters, double lufs, string more) =>
        filters.WithCustomFilter("loudnorm", $"{Aim(lufs)}:{more}");

    private static string Change(double lufs, LoudnessReport found) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Aim(lufs)}:measured_I={found.Loudness:0.00}:measured_TP={found.TruePeak:0.00}:measured_LRA={found.Range:0.00}:measured_thresh={found.Threshold:0.00}:offset={found.Offset:0.00}:linear=true"
        );

    private static string Aim(double lufs) =>
        string.Create(CultureInfo.InvariantCulture, $"I={lufs}:TP={TruePeak}:LRA={WidestRange}");

    private static async Task<FfmpegExit> RunAsync(string arguments, string folder, CancellationToken cancellation)
    {
        using var ffmpeg = FfmpegProcess.Measure(arguments);
        var exit = await ffmpeg.FinishAsync(cancellation);
        exit.ThrowIfFailed("The loudness could not be changed", folder);
        return exit;
    }
}
