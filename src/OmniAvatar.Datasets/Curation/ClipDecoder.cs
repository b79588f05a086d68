using OmniAvatar.Datasets.Clips;
using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Pictures;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Media.Videos.Sources;
using OmniAvatar.Planning;
using static TorchSharp.torch;

namespace OmniAvatar.Datasets.Curation;

/// <summary>
/// A video file as a clip in memory. Pictures become the size as inference prepares the first picture
/// (<see cref="PicturePreparation.Cover"/>: antialiased, covering, cut to the centre), sound as it decodes speech,
/// without the silence that it puts in front.
/// </summary>
internal static class ClipDecoder
{
    private const int FramesAtOnce = 4;

    /// <param name="path">The video.</param>
    /// <param name="size">The clip's size; multiples of 16.</param>
    /// <param name="caption">The clip's caption.</param>
    /// <param name="cancellation">Stops decoding.</param>
    /// <exception cref="BadInputException">The file is not a video with sound, is damaged, or is too long to be held in
    /// memory.</exception>
    public static async Task<TalkingClip> DecodeAsync(
        string path,
        VideoSize size,
        string caption,
        CancellationToken cancellation
    )
    {
        var video = await VideoSource.OpenAsync(path, cancellation);
        var frames = await FramesAsync(video, size, cancellation);
        var count = frames.Length / (3 * size.Width * size.Height);
        return new TalkingClip
        {
            Width = size.Width,
            Height = size.Height,
            Frames = frames,
            Samples = await SamplesAsync(video, count * Waveform.SamplesPerRow, cancellation),
            Caption = caption,
        };
    }

    private static async Task<byte[]> FramesAsync(VideoSource video, VideoSize size, CancellationToken cancellation)
    {
        using var frames = new MemoryStream();
        var buffer = Array.Empty<byte>();
        await FrameReader.ReadAsync(
            video,
            video.Size,
            FramesAtOnce,
            chunk =>
            {
                if (frames.Length + (long)FramesAtOnce * 3 * size.Width * size.Height > Array.MaxLength)
                    throw new BadInputException($"The video {video.Path} is too long to be held in memory at {size}.");
                frames.Write(Fit(chunk, video.Size, size, ref buffer));
            },
            cancellation
        );
        return frames.ToArray();
    }

    private static ReadOnlySpan<byte> Fit(ReadOnlyMemory<byte> chunk, VideoSize from, VideoSize to, ref byte[] buffer)
    {
        if (from == to)
            return chunk.Span;
        using var scope = NewDisposeScope();
        var bytes = tensor(chunk.ToArray(), ScalarType.Byte).view(-1, from.Height, from.Width, 3); // (T, h, w, 3)
        var unit = bytes.permute(0, 3, 1, 2).to(ScalarType.Float32).div_(255); // (T, 3, h, w) in [0, 1]
        // Half a step up, so that the bytes are rounded where RgbFrames cuts.
        var fitted = PicturePreparation.Cover(unit, to).add_(0.5 / 255).mul_(2).sub_(1); // (T, 3, H, W)
        return RgbFrames.ToBytes(fitted.permute(1, 0, 2, 3).unsqueeze(0), ref buffer); // (T, H, W, 3)
    }

    /// <summary>Exactly as long as the pictures: cut, or silent at the end.</summary>
    private static async Task<float[]> SamplesAsync(VideoSource video, int count, CancellationToken cancellation)
    {
        var scratch = Directory.CreateTempSubdirectory("omniavatar-clip-");
        try
        {
            var track = await SoundTrack.ExtractAsync(
                video,
                Path.Combine(scratch.FullName, "track.flac"),
                cancellation
            );
            var speechPath = Path.Combine(scratch.FullName, "speech.f32");
            await SpeechDecoder.DecodeAsync(track, speechPath, cancellation);
            using var speech = SampleFile.Open(speechPath);
            var samples = new float[count];
            speech.Read(
                SpeechDecoder.LeadSamples,
                samples.AsSpan(0, (int)Math.Min(count, speech.Length - SpeechDecoder.LeadSamples))
            );
            return samples;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }
}
