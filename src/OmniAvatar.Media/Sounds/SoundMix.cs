using System.Globalization;
using FFMpegCore.Arguments;
using FFMpegCore.Enums;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Processes;

namespace OmniAvatar.Media.Sounds;

/// <summary>
/// Several tracks as one sound: their sum, each as loud as it is, as long as the longest. 16-bit FLAC at the highest
/// rate of them, stereo if any has more than one channel. What is too loud for 16 bits in sum is cut there.
/// </summary>
internal static class SoundMix
{
    private const string Mix = "mix";

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
        await FfmpegProcess.RunAsync(
            Arguments(tracks, partial.Path),
            "The speakers' tracks could not be mixed",
            partial.Folder,
            cancellation
        );
        partial.Complete();
    }

    private static string Arguments(IReadOnlyList<SoundTrack> tracks, string mixPath)
    {
        var inputs = LocalPaths.FromLocalFile(tracks[0].Path, SoundTrack.Open);
        foreach (var track in tracks.Skip(1))
            inputs.AddLocalFile(track.Path, SoundTrack.Open);
        return inputs.ToLocalFile(
            mixPath,
            mix =>
                mix.WithProgressOnStandardOutput()
                    .WithComplexFilter(graph => AddSum(graph, tracks))
                    .WithMap(Mix)
                    .WithoutMetadata()
                    .WithBitExactFile()
                    .WithBitExactSound()
                    .With16BitSamples()
                    .WithAudioCodec(AudioCodec.Flac)
                    .ForceFormat(ContainerFormats.Flac)
        );
    }

    private static void AddSum(ComplexFilterGraph graph, IReadOnlyList<SoundTrack> tracks)
    {
        var rate = tracks.Max(track => track.SampleRate);
        var layout = tracks.Any(track => track.Channels > 1) ? "stereo" : "mono";
        var alike = string.Create(
            CultureInfo.InvariantCulture,
            $"sample_fmts=fltp:sample_rates={rate}:channel_layouts={layout}"
        );
        for (var i = 0; i < tracks.Count; i++)
            graph.From(i, StreamType.Audio, 0).WithCustomFilter("aformat", alike).As(Label(i));
        var sum = graph.From(Label(0));
        for (var i = 1; i < tracks.Count; i++)
            sum.From(Label(i));
        // FFMpegCore's own mix makes each track quieter the more there are.
        sum.WithCustomFilter(
                "amix",
                string.Create(CultureInfo.InvariantCulture, $"inputs={tracks.Count}:duration=longest:normalize=0")
            )
            .As(Mix);
    }

    private static string Label(int track) => string.Create(CultureInfo.InvariantCulture, $"t{track}");
}
