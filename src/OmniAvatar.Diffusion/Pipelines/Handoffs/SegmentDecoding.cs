using OmniAvatar.Diffusion.Autoencoders;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines.Handoffs;

/// <summary>
/// One segment while it is decoded: first its frames chunk by chunk, then, where another segment follows, what that one
/// needs. Only the frames that the next segment needs are kept.
/// </summary>
public abstract class SegmentDecoding : IDisposable
{
    private readonly long _firstLatent;
    private bool _isDecoded;

    private protected SegmentDecoding(DecoderStream stream, Tensor latents, long firstLatent) =>
        (Stream, Latents, _firstLatent) = (stream, latents, firstLatent);

    private protected DecoderStream Stream { get; }

    private protected Tensor Latents { get; }

    /// <summary>
    /// The segment's frames, to be enumerated once; leaving early saves the rest of the work when a shot ends. Each
    /// chunk is the caller's to dispose. A re-encoding handoff decodes the overlap again: the plan says how many frames
    /// to skip.
    /// </summary>
    /// <returns>Chunks (batch, 3, 1 or 4, height, width) in [-1, 1].</returns>
    public IEnumerable<Tensor> Frames(CancellationToken cancellation = default)
    {
        for (long index = _firstLatent, count = Latents.size(2); index < count; index++)
        {
            using var latent = Latents.narrow(2, index, 1); // (B, Z, 1, H/8, W/8)
            var chunk = Stream.Decode(latent, cancellation); // (B, 3, 1 or 4, H, W)
            Remember(chunk);
            yield return chunk;
        }

        _isDecoded = true;
    }

    /// <summary>What the next segment is given, once all frames have been taken. The caller's to dispose.</summary>
    /// <exception cref="InvalidOperationException">Frames are left to decode.</exception>
    public SegmentContinuation Continue(CancellationToken cancellation = default) =>
        _isDecoded
            ? Conclude(cancellation)
            : throw new InvalidOperationException("The segment has frames that are not decoded yet.");

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        Stream.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Copies of a chunk what the next segment will need.</summary>
    private protected virtual void Remember(Tensor chunk) { }

    private protected abstract SegmentContinuation Conclude(CancellationToken cancellation);
}
