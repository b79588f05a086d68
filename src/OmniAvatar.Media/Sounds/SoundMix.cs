using System.Globalization;
using FFMpegCore;
using OmniAvatar.Media.Processes;

namespace OmniAvatar.Media.Sounds;

/// <summary>
/// Several tracks as one sound: their sum, each as loud as it is, as long as the longest. 16-bit FLAC at the highest
/// rate of them, stereo if any has more than one channel. What is too loud for 16 bits in sum is cut there.
/// </summary>
internal static class SoundMix
{
    /// <summary>Writes the mix.</summary>
    /// <exception cref="RenderFailedException">The disk is full or the folder not writable.</exception>
    public static async Task WriteAsync(
        IReadOnlyList<SoundTrack> tracks,
        string mixPath,
        CancellationToken cancellation
    )
    {
        using var partial = new PartialFile(mixPath);
        partial.ThrowIfNotWritable();
        using var ffmpeg = FfmpegProcess.Encode(Arguments(tracks, partial.Path));
        await ffmpeg.Output.CopyToAsync(Stream.Null, cancellation);
        var exit = await ffmpeg.WaitAsync(cancellation);
        exit.ThrowIfFailed("The speakers' tracks could not be mixed", partial.Folder);
        partial.Complete();
    }

    private static string Arguments(IReadOnlyList<SoundTrack> tracks, string mixPath)
    {
        var inputs = FFMpegArguments.FromFileInput(
            Argument.LocalFile(tracks[0].Path),
            verifyExists: false,
            SoundTrack.AsTrack
        );
        foreach (var track in tracks.Skip(1))
            inputs.AddFileInput(Argument.LocalFile(track.Path), verifyExists: false, SoundTrack.AsTrack);
        return inputs
            .OutputToFile(
                Argument.LocalFile(mixPath),
                addArguments: mix =>
                    mix.WithCustomArgument($"-progress pipe:1 -nostats -filter_complex \"{Sum(tracks)}\" -map [mix]")
                        .WithCustomArgument("-map_metadata -1 -fflags +bitexact -flags:a +bitexact -sample_fmt s16")
                        .WithAudioCodec("flac")
                        .ForceFormat("flac")
            )
            .Arguments;
    }

    private static string Sum(IReadOnlyList<SoundTrack> tracks)
    {
        var rate = tracks.Max(track => track.SampleRate);
        var layout = tracks.Any(track => track.Channels > 1) ? "stereo" : "mono";
        var alike = tracks.Select(
            (_, i) =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"[{i}:a:0]aformat=sample_fmts=fltp:sample_rates={rate}:channel_layouts={layout}[t{i}];"
                )
        );
        var inputs = tracks.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"[t{i}]"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Concat(alike)}{string.Concat(inputs)}amix=inputs={tracks.Count}:duration=longest:normalize=0[mix]"
        );
    }
}
