using OmniAvatar.Datasets.Clips;
using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.AudioEncoders.Statistics;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.Autoencoders.Tiles;
using static TorchSharp.torch;

namespace OmniAvatar.Datasets.Extraction;

/// <summary>Pictures and sound of clips as the transformer is given them. Tensors it gives are float16 on the CPU; the
/// caller's to dispose.</summary>
internal sealed class ClipEncoder(VideoAutoencoder autoencoder, Wav2Vec2Encoder audioEncoder)
{
    /// <summary>Latents of some frames, as a clip of their own: (16, T, h, w).</summary>
    /// <exception cref="BadInputException">A latent is not a finite number, or too large for float16.</exception>
    public Tensor Latents(TalkingClip clip, SampleWindow window, CancellationToken cancellation)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        // The released tiles, as inference encodes the picture and a window's prefix.
        using var stream = autoencoder.OpenEncoder(Tiling.ForEncoding);
        var latents = new List<Tensor>();
        for (var frame = 0; frame < window.Frames; )
        {
            var count = stream.NextFrames;
            using var chunk = Pixels(clip, window.Start + frame, count); // (1, 3, 1 or 4, H, W)
            using var latent = stream.Encode(chunk, cancellation); // (1, 16, 1, h, w)
            latents.Add(latent.to(ScalarType.Float16).cpu());
            frame += count;
        }
        var all = cat(latents, dim: 2).squeeze(0); // (16, T, h, w)
        if (!all.isfinite().all().item<bool>())
            throw new BadInputException("Its latents are not finite numbers.");
        return all.MoveToOuterDisposeScope();
    }

    /// <summary>Audio rows of windows: (4T - 3, audio width) each.</summary>
    public IReadOnlyList<Tensor> Audio(
        TalkingClip clip,
        IReadOnlyList<SampleWindow> windows,
        CancellationToken cancellation
    )
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var heard = new SampleArray(WindowLayout.Heard(clip));
        var statistics = AudioStatistics.Gather(heard, audioEncoder.Config, cancellation);
        using var features = new AudioFeatureExtractor(audioEncoder, heard, statistics, clip.FrameCount - 1);
        return
        [
            .. windows.Select(window =>
            {
                var rows = WindowLayout.Rows(window);
                using var spoken = features.Extract(rows.Start, rows.End, cancellation); // (1, End - Start, A)
                using var padded = nn.functional.pad(spoken, [0, 0, rows.LeadingZeroRows, 0]); // (1, frames, A)
                return padded.squeeze(0).to(ScalarType.Float16).MoveToOuterDisposeScope(); // (frames, A)
            }),
        ];
    }

    /// <summary>Frames as the autoencoder sees them, by PicturePreparation's arithmetic: (1, 3, count, H, W) float32 in
    /// [-1, 1].</summary>
    internal static Tensor Pixels(TalkingClip clip, int start, int count)
    {
        using var scope = NewDisposeScope();
        var frameBytes = 3 * clip.Width * clip.Height;
        var bytes = clip.Frames.AsSpan(start * frameBytes, count * frameBytes).ToArray();
        return tensor(bytes, ScalarType.Byte)
            .view(1, count, clip.Height, clip.Width, 3) // (1, T, H, W, 3)
            .permute(0, 4, 1, 2, 3)
            .to(ScalarType.Float32)
            .div(255)
            .mul(2)
            .sub(1) // (1, 3, T, H, W)
            .MoveToOuterDisposeScope();
    }
}
