using System.Globalization;
using FFMpegCore;
using FFMpegCore.Enums;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Processes;
using OmniAvatar.Rendering;

namespace OmniAvatar.Media.Videos;

/// <summary>
/// Encodes a fragment anew with its first frames faded in from another shot's: of n frames, frame i (from 0) is (i + 1)
/// / (n + 1) its own, so neither the first nor the last is of one shot alone. The frames after them, and their number,
/// stay.
/// </summary>
internal static class CrossfadeEncoder
{
    /// <summary>Writes the faded fragment.</summary>
    /// <exception cref="RenderFailedException">A fragment is damaged or the disk is full.</exception>
    public static async Task EncodeAsync(
        string fragmentPath,
        Crossfade crossfade,
        int framesPerSecond,
        PartialFile faded,
        CancellationToken cancellation
    )
    {
        await FfmpegProcess.RunAsync(
            Arguments(fragmentPath, crossfade, framesPerSecond, faded.Path),
            "The shots could not be faded into each other",
            faded.Folder,
            cancellation
        );
    }

    private static string Arguments(string fragmentPath, Crossfade crossfade, int framesPerSecond, string fadedPath) =>
        LocalPaths
            .FromLocalFile(fragmentPath, OurVideo)
            .AddLocalFile(crossfade.TailPath, OurVideo)
            .ToLocalFile(
                fadedPath,
                fragment =>
                    fragment
                        .WithProgressOnStandardOutput()
                        .WithComplexFilter(graph =>
                            graph
                                .From(0, StreamType.Video, 0)
                                .From(1, StreamType.Video, 0)
                                .WithCustomFilter("blend", Fade(crossfade.Frames, framesPerSecond))
                                .As("faded")
                        )
                        .WithMap("faded")
                        .WithoutMetadata()
                        .WithFpsMode(FpsMode.Passthrough)
                        .Encoded(framesPerSecond)
            );

    private static void OurVideo(FFMpegInputOptions input) => input.WithArgument(LocalFiles.OurVideos);

    // A frame's number by its time, since ffmpeg's versions count N differently. Past the fade the filter is off and
    // hands on its first input.
    private static string Fade(int frames, int framesPerSecond) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"all_expr='B+(A-B)*(round(T*{framesPerSecond})+1)/{frames + 1}':enable='lt(n,{frames})'"
        );
}
