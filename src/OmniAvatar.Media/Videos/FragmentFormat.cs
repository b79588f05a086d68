using FFMpegCore;
using FFMpegCore.Enums;
using OmniAvatar.Media.Ffmpeg;

namespace OmniAvatar.Media.Videos;

/// <summary>How every fragment is encoded. Only fragments of one encoding can be joined by stream copy.</summary>
internal static class FragmentFormat
{
    private const int Threads = 2;
    private const int ConstantRateFactor = 18;
    private const int SecondsPerGroup = 2;

    /// <summary>Ends an output's options.</summary>
    public static FFMpegOutputOptions Encoded(this FFMpegOutputOptions fragment, int framesPerSecond) =>
        fragment
            .WithPixelFormat("yuv420p")
            .TaggedAsBt709()
            .WithVideoCodec(VideoCodec.LibX264)
            .WithSpeedPreset(EncoderPreset.Medium)
            .WithConstantRateFactor(ConstantRateFactor)
            .WithThreads(Threads)
            .WithoutBFrames()
            .WithGopSize(SecondsPerGroup * framesPerSecond)
            .WithBitExactPictures(closedGroups: true)
            .WithTrackTimeScale(FragmentEncoder.TimeScale)
            .WithBitExactFile()
            .ForceFormat(ContainerFormats.Mp4);
}
