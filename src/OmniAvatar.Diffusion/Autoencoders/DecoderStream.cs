using OmniAvatar.Diffusion.Autoencoders.Convolutions;
using OmniAvatar.Diffusion.Autoencoders.Tiles;
using OmniAvatar.Diffusion.Observation;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders;

/// <summary>
/// Decodes one clip latent by latent, the first to one frame and every other to 4. Memory does not grow with the clip's
/// length, and the stream can be left and taken up again elsewhere, to the bit. Not safe for use by several threads at
/// once.
/// </summary>
public sealed class DecoderStream : IDisposable
{
    private readonly VideoAutoencoder _model;
    private readonly Tiling? _tiling;
    private readonly ITensorObserver _observer;
    private IReadOnlyList<CausalCache>? _restored;
    private TiledClip? _clip;
    private int _chunks;

    internal DecoderStream(
        VideoAutoencoder model,
        Tiling? tiling,
        IReadOnlyList<CausalCache>? restored,
        ITensorObserver observer
    ) => (_model, _tiling, _restored, _observer) = (model, tiling, restored, observer);

    /// <summary>Decodes the next latent.</summary>
    /// <param name="latent">(batch, 16, 1, height/8, width/8), normalised.</param>
    /// <returns>(batch, 3, 1 at a clip's beginning and 4 after it, height, width), clamped to [-1, 1].</returns>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    /// <exception cref="BadInputException">The stream continues from a state of another size.</exception>
    /// <exception cref="RenderFailedException">The frames are not finite numbers.</exception>
    public Tensor Decode(Tensor latent, CancellationToken cancellation = default)
    {
        if (latent.shape is not [_, var channels, 1, var height, var width] || channels != _model.Config.ZDim)
            throw new ArgumentException(
                $"One latent frame of (batch, {_model.Config.ZDim}, 1, height, width) was expected, but it "
                    + $"is ({string.Join(", ", latent.shape)})."
            );

        using var grad = no_grad();
        using var scope = NewDisposeScope();
        _clip ??= Begin(height, width);
        var chunk = $"decoder.chunk{_chunks++}";
        var frames = _clip.Advance(DecodeTile, cancellation); // (B, 3, T, H, W)
        FiniteValues.Require(frames, "The decoded frames");
        return frames.clamp(-1, 1).contiguous().MoveToOuterDisposeScope();

        Tensor DecodeTile(Tile tile, CausalCache past, string suffix)
        {
            var part = latent // (B, Z, 1, h, w)
                .narrow(3, tile.Rows.Start, tile.Rows.Length)
                .narrow(4, tile.Columns.Start, tile.Columns.Length)
                .to(_model.DataType, _model.Device);
            return _model.DecodeChunk(part, past, _observer.Within(chunk + suffix)); // (B, 3, T, 8*h, 8*w)
        }
    }

    /// <summary>
    /// Everything that decoding the next latent depends on, by name: for every tile and every layer that looks back,
    /// the frames it kept. Empty before the first latent. The tensors are the caller's and stay as they are.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> ExportState() =>
        DecoderState.Export(_model, _clip?.Pasts ?? _restored ?? []);

    /// <inheritdoc/>
    public void Dispose()
    {
        _clip?.Dispose();
        foreach (var past in _restored ?? [])
            past.Dispose();
    }

    private TiledClip Begin(long height, long width)
    {
        var clip = new TiledClip(_tiling, height, width, _model.Config.SpatialFactor, _model.Device, _restored);
        _restored = null;
        return clip;
    }
}
