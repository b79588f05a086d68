using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.Autoencoders.Tiles;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines.Handoffs;

/// <summary>
/// The last latents pass over bit for bit (paper, Algorithm 1). Such a latent stands for 4 frames, while a clip's first
/// decodes to 1: so a shot is decoded as one stream, whose state passes over too, and a later segment decodes its new
/// latents alone.
/// </summary>
internal sealed class LatentsHandoff(int overlapFrames, Tiling? decodingTiles) : IHandoff
{
    public SegmentDecoding Decode(
        VideoAutoencoder model,
        Tensor latents,
        IReadOnlyDictionary<string, Tensor>? decoderState = null
    )
    {
        var prefixFrames = 1 + (overlapFrames - 1) / model.Config.TemporalFactor;
        var firstNew = decoderState is { Count: > 0 } ? prefixFrames : 0;
        return new Decoding(model.OpenDecoder(decodingTiles, decoderState), latents, firstNew, prefixFrames);
    }

    private sealed class Decoding(DecoderStream stream, Tensor latents, long firstNew, long prefixFrames)
        : SegmentDecoding(stream, latents, firstNew)
    {
        private protected override SegmentContinuation Conclude(CancellationToken cancellation)
        {
            // (B, Z, (3+overlap)/4, H/8, W/8)
            using var last = Latents.narrow(2, Latents.size(2) - prefixFrames, prefixFrames);
            return new SegmentContinuation(last.clone(), Stream.ExportState());
        }
    }
}
