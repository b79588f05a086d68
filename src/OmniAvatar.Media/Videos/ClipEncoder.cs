using FFMpegCore.Enums;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Processes;
using OmniAvatar.Media.Sounds;

namespace OmniAvatar.Media.Videos;

/// <summary>Writes a short clip that is whole in memory as mp4: H.264 so fine that little is lost, and AAC.</summary>
public static class ClipEncoder
{
    private const string Failure = "The clip could not be encoded";
    private const int ConstantRateFactor = 6;
    private const int Threads = 1;
    private const int SoundBitRate = 160; // kbit/s

    /// <summary>Writes the clip; until it is whole it has another name.</summary>
    /// <param name="path">The mp4, replaced if there.</param>
    /// <param name="width">Pixels, even.</param>
    /// <param name="height">Pixels, even.</param>
    /// <param name="framesPerSecond">Frames a second.</param>
    /// <param name="rgb24">Frame after frame, height x width x 3 bytes each.</param>
    /// <param name="samples">Mono in [-1, 1].</param>
    /// <param name="sampleRate">Samples a second.</param>
    /// <param name="cancellation">Kills the encoder and leaves nothing.</param>
    /// <exception cref="RenderFailedException">The folder cannot be written, the disk is full, or ffmpeg is
    /// missing.</exception>
    public static async Task WriteAsync(
        string path,
        int width,
        int height,
        int framesPerSecond,
        ReadOnlyMemory<byte> rgb24,
        ReadOnlyMemory<float> samples,
        int sampleRate,
        CancellationToken cancellation
    )
    {
        using var partial = new PartialFile(path);
        partial.ThrowIfNotWritable();
        using var sound = new PartialFile(path + ".wav");
        await WriteSoundAsync(sound, samples, sampleRate, cancellation);
        using var ffmpeg = FfmpegProcess.Encode(Arguments(sound.Path, partial.Path, width, height, framesPerSecond));
        try
        {
            await ffmpeg.Input.WriteAsync(rgb24, cancellation);
            ffmpeg.Input.Close();
        }
        catch (IOException e)
        {
            (await ffmpeg.WaitAsync(cancellation)).ThrowIfFailed(Failure, partial.Folder);
            throw new RenderFailedException($"{Failure}: the encoder ended early.", e);
        }
        (await ffmpeg.WaitAsync(cancellation)).ThrowIfFailed(Failure, partial.Folder);
        partial.Complete();
    }

    private static string Arguments(string soundPath, string path, int width, int height, int framesPerSecond) =>
        RawFrames
            .FromInput(width, height, framesPerSecond)
            .AddLocalFile(soundPath)
            .ToLocalFile(
                path,
                clip =>
                    clip.WithMap(0, StreamType.Video, 0)
                        .WithMap(1, StreamType.Audio, 0)
                        .WithoutMetadata()
                        .ConvertedToBt709()
                        .WithPixelFormat("yuv420p")
                        .TaggedAsBt709()
                        .WithVideoCodec(VideoCodec.LibX264)
                        .WithConstantRateFactor(ConstantRateFactor)
                        .WithSpeedPreset(EncoderPreset.VeryFast)
                        .WithThreads(Threads)
                        .WithoutBFrames()
                        .WithBitExactPictures()
                        .WithBitExactFile()
                        .WithBitExactSound()
                        .WithAudioCodec(AudioCodec.Aac)
                        .WithAudioBitrate(SoundBitRate)
                        .ForceFormat(ContainerFormats.Mp4)
            );

    private static async Task WriteSoundAsync(
        PartialFile sound,
        ReadOnlyMemory<float> samples,
        int sampleRate,
        CancellationToken cancellation
    )
    {
        try
        {
            await File.WriteAllBytesAsync(sound.Path, WaveFile.Of(samples.Span, sampleRate), cancellation);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(sound.Folder, e);
        }
    }
}
