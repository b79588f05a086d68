using System.Globalization;
using FFMpegCore;

namespace OmniAvatar.Media.Videos;

/// <summary>How every fragment is encoded, whoever makes it: only alike are they joined by stream copy.</summary>
internal static class FragmentFormat
{
    private const int Threads = 2;
    private const int ConstantRateFactor = 18;
    private const int SecondsPerGroup = 2;

    /// <summary>Ends an output's options.</summary>
    public static FFMpegOutputOptions Encoded(this FFMpegOutputOptions fragment, int framesPerSecond) =>
        fragment
            .WithPixelFormat("yuv420p")
            .WithCustomArgument("-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv")
            .WithVideoCodec("libx264")
            .WithCustomArgument("-preset medium")
            .WithConstantRateFactor(ConstantRateFactor)
            .WithThreads(Threads)
            .WithCustomArgument(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"-bf 0 -g {SecondsPerGroup * framesPerSecond} -flags +cgop+bitexact"
                )
            )
            .WithCustomArgument(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"-video_track_timescale {FragmentEncoder.TimeScale} -fflags +bitexact"
                )
            )
            .ForceFormat("mp4");
}
