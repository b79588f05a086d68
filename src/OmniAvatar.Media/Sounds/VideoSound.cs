using FFMpegCore.Enums;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Finishing;
using OmniAvatar.Media.Processes;
using OmniAvatar.Rendering;

namespace OmniAvatar.Media.Sounds;

/// <summary>
/// Encodes a video's sound. As the released inference code does it, the sound starts after the 0.3 s that the model
/// heard in front and one more frame, since the first frame is the picture itself.
/// </summary>
internal static class VideoSound
{
    private const int BitRate = 160; // kbit/s

    /// <summary>Writes AAC in mp4.</summary>
    /// <exception cref="RenderFailedException">The track is damaged or the disk is full.</exception>
    public static async Task EncodeAsync(SoundEncoding encoding, CancellationToken cancellation)
    {
        using var partial = new PartialFile(encoding.OutputPath);
        partial.ThrowIfNotWritable();
        using var track = new PartialFile(encoding.OutputPath + ".track");
        if (encoding.Loudness is { } loudness)
        {
            await LoudnessNormalizer.WriteAsync(encoding.TrackPath, loudness, track.Path, cancellation);
            encoding = encoding with { TrackPath = track.Path };
        }
        await FfmpegProcess.RunAsync(
            Arguments(encoding, partial.Path),
            "The sound could not be encoded",
            partial.Folder,
            cancellation
        );
        partial.Complete();
    }

    private static string Arguments(SoundEncoding encoding, string outputPath) =>
        SoundTrack
            .AfterSilence(encoding.TrackPath, SpeechDecoder.LeadSeconds + 1.0 / encoding.FramesPerSecond)
            .ToLocalFile(
                outputPath,
                sound =>
                    sound
                        .WithProgressOnStandardOutput()
                        .WithComplexFilter(graph =>
                            graph
                                .SilenceThenTrack()
                                .WithCustomFilter("aformat", "channel_layouts=mono|stereo")
                                .As("sound")
                        )
                        .WithMap("sound")
                        .WithoutMetadata()
                        .WithoutChapters()
                        .WithAudioCodec(AudioCodec.Aac)
                        .WithAudioBitrate(BitRate)
                        .WithBitExactFile()
                        .WithBitExactSound()
                        .WithFastStart()
                        .ForceFormat(ContainerFormats.Mp4)
            );
}
