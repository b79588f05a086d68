using System.Runtime.InteropServices;
using FFMpegCore.Enums;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Processes;
using OmniAvatar.Media.Videos.Sources;

namespace OmniAvatar.Media.Sounds;

/// <summary>Decodes the sound of a video as 16-bit samples at 16 kHz, one channel, in step with its pictures.</summary>
public static class SpeechSamples
{
    /// <summary>Samples a second.</summary>
    public const int SampleRate = 16_000;

    private const int BufferBytes = 1 << 16;
    private const long MaximumBytes = 6L * 3600 * SampleRate * sizeof(short);

    /// <summary>Decodes all sound from the first picture on; silence fills what its time stamps leave out, at the start
    /// too.</summary>
    /// <param name="video">The video.</param>
    /// <param name="cancellation">Kills ffmpeg.</param>
    /// <exception cref="BadInputException">The video has no sound, is damaged, or longer than 6 hours.</exception>
    /// <exception cref="RenderFailedException">ffmpeg is not installed.</exception>
    public static async Task<short[]> ReadAsync(VideoSource video, CancellationToken cancellation)
    {
        using var ffmpeg = FfmpegProcess.Encode(Arguments(video));
        using var samples = new MemoryStream();
        var buffer = new byte[BufferBytes];
        while (await ffmpeg.Output.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            samples.Write(buffer, 0, count);
            if (samples.Length > MaximumBytes)
                throw new BadInputException($"The sound of the video {video.Path} is longer than 6 hours.");
        }
        video.ThrowIfDamaged(await ffmpeg.WaitAsync(cancellation));
        return MemoryMarshal.Cast<byte, short>(samples.GetBuffer().AsSpan(0, (int)samples.Length)).ToArray();
    }

    private static string Arguments(VideoSource video) =>
        video
            .AsInput()
            .ToStandardOutput(samples =>
                samples
                    .WithMap(0, StreamType.All, video.Sound.Index)
                    .WithAudioFilters(filters => filters.InStepFrom(video.Times.Start))
                    .WithAudioChannels(1)
                    .WithAudioSamplingRate(SampleRate)
                    .ForceFormat("s16le")
            );
}
