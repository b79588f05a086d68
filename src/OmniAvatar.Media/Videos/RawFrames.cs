using FFMpegCore;
using FFMpegCore.Enums;

namespace OmniAvatar.Media.Videos;

/// <summary>RGB24 frames that come through ffmpeg's stdin.</summary>
internal static class RawFrames
{
    /// <summary>The input, for whatever is made of it.</summary>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="framesPerSecond">Frames a second.</param>
    public static FFMpegArguments FromInput(int width, int height, int framesPerSecond) =>
        FFMpegArguments.FromFileInput(
            "pipe:0",
            verifyExists: false,
            raw =>
                raw.ForceFormat(ContainerFormats.RawVideo)
                    .WithPixelFormat("rgb24")
                    .WithFrameSize(width, height)
                    .WithFrameRate(framesPerSecond)
        );
}
