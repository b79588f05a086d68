using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.Autoencoders.Tiles;
using OmniAvatar.Requests;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines.Handoffs;

/// <summary>
/// How a segment's latents become frames and what the next segment of the shot is given of them (paper, Algorithm 1).
/// There are two ways, one for each <see cref="HandoffMode"/>.
/// </summary>
public interface IHandoff
{
    /// <summary>Begins to decode one segment.</summary>
    /// <param name="model">The autoencoder.</param>
    /// <param name="latents">(batch, 16, T, height/8, width/8) after the last step, prefix included. Must live until
    /// the decoding is disposed.</param>
    /// <param name="decoderState">What the segment before left as <see cref="SegmentContinuation.DecoderState"/>; null
    /// or empty for a shot's first.</param>
    SegmentDecoding Decode(
        VideoAutoencoder model,
        Tensor latents,
        IReadOnlyDictionary<string, Tensor>? decoderState = null
    );
}

/// <summary>Makes the handoff of a mode.</summary>
public static class Handoff
{
    /// <summary>The handoff of a mode.</summary>
    /// <param name="mode">Which of the two.</param>
    /// <param name="overlapFrames">Frames that neighbouring segments share, 4n+1.</param>
    /// <param name="encodingTiles">How pictures are cut for encoding; <see cref="Tiling.ForEncoding"/> in the released
    /// code, whole when null.</param>
    /// <param name="decodingTiles">How pictures are cut for decoding; <see cref="Tiling.ForDecoding"/> in the released
    /// code, whole when null.</param>
    public static IHandoff For(HandoffMode mode, int overlapFrames, Tiling? encodingTiles, Tiling? decodingTiles) =>
        mode switch
        {
            HandoffMode.Reencode => new ReencodeHandoff(overlapFrames, encodingTiles, decodingTiles),
            HandoffMode.Latents => new LatentsHandoff(overlapFrames, decodingTiles),
            _ => throw new WrongUseException($"There is no handoff '{mode}': choose reencode or latents."),
        };
}

/// <summary>What a segment leaves to the next one of its shot.</summary>
/// <param name="PrefixLatents">(batch, 16, (3+overlap)/4, height/8, width/8): the next segment's first latents.</param>
/// <param name="DecoderState">The decoder's causal caches by name; empty where the next segment is decoded as a clip of
/// its own.</param>
public sealed record SegmentContinuation(Tensor PrefixLatents, IReadOnlyDictionary<string, Tensor> DecoderState)
    : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        PrefixLatents.Dispose();
        foreach (var frames in DecoderState.Values)
            frames.Dispose();
    }
}
