using System.Globalization;
using FFMpegCore;
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
        using var ffmpeg = FfmpegProcess.Encode(Arguments(fragmentPath, crossfade, framesPerSecond, faded.Path));
        await ffmpeg.Output.CopyToAsync(Stream.Null, cancellation);
        var exit = await ffmpeg.WaitAsync(cancellation);
        exit.ThrowIfFailed("The shots could not be faded into each other", faded.Folder);
    }

    private static string Arguments(string fragmentPath, Crossfade crossfade, int framesPerSecond, string fadedPath) =>
        FFMpegArguments
            .FromFileInput(Argument.LocalFile(fragmentPath), verifyExists: false, LocalVideo)
            .AddFileInput(Argument.LocalFile(crossfade.TailPath), verifyExists: false, LocalVideo)
            .OutputToFile(
                Argument.LocalFile(fadedPath),
                addArguments: fragment =>
                    fragment
                        .WithCustomArgument("-progress pipe:1 -nostats")
                        .WithCustomArgument(
                            $"-filter_complex \"{Fade(crossfade.Frames, framesPerSecond)}\" -map [faded] "
                                + $"-map_metadata -1 -fps_mode passthrough"
                        )
                        .Encoded(framesPerSecond)
            )
            .Arguments;

    private static void LocalVideo(FFMpegInputOptions input) =>
        input.WithCustomArgument("-protocol_whitelist file -format_whitelist mov,mp4");

    // A frame's number by its time, since ffmpeg's versions count N differently. Past the fade the filter is off and
    // hands on its first input.
    private static string Fade(int frames, int framesPerSecond) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"[0:v:0][1:v:0]blend=all_expr='B+(A-B)*(round(T*{framesPerSecond})+1)/{frames + 1}':enable='lt(n,{frames})'[faded]"
        );
}
