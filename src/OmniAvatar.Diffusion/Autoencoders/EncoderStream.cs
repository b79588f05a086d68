using OmniAvatar.Diffusion.Autoencoders.Convolutions;
using OmniAvatar.Diffusion.Autoencoders.Tiles;
using OmniAvatar.Diffusion.Observation;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders;

/// <summary>
/// Encodes one clip chunk by chunk: its first frame, then as many at a time as one latent stands for (4). Memory does
/// not grow with the clip's length. Not safe for use by several threads at once.
/// </summary>
public sealed class EncoderStream : IDisposable
{
    private readonly VideoAutoencoder _model;
    private readonly Tiling? _tiling;
    private readonly ITensorObserver _observer;
    private TiledClip? _clip;
    private int _chunks;

    internal EncoderStream(VideoAutoencoder model, Tiling? tiling, ITensorObserver observer) =>
        (_model, _tiling, _observer) = (model, tiling, observer);

    /// <summary>Frames that the next chunk must have: 1 at the beginning, then 4.</summary>
    public int NextFrames => _clip is null ? 1 : _model.Config.TemporalFactor;

    /// <summary>Encodes the next chunk.</summary>
    /// <param name="frames">(batch, 3, <see cref="NextFrames"/>, height, width) in [-1, 1]; height and width divisible
    /// by 8.</param>
    /// <returns>(batch, 16, 1, height/8, width/8), normalised: (mu - mean) / std.</returns>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public Tensor Encode(Tensor frames, CancellationToken cancellation = default)
    {
        var factor = _model.Config.SpatialFactor;
        if (
            frames.shape is not [_, 3, var time, var height, var width]
            || time != NextFrames
            || height % factor != 0
            || width % factor != 0
        )
            throw new ArgumentException(
                $"A chunk of (batch, 3, {NextFrames}, height, width) was expected, with sizes divisible by "
                    + $"{factor}, but it is ({string.Join(", ", frames.shape)})."
            );

        using var grad = no_grad();
        using var scope = NewDisposeScope();
        _clip ??= new TiledClip(_tiling, height / factor, width / factor, factor: 1, _model.Device, pasts: null);
        var chunk = $"encoder.chunk{_chunks++}";
        return _clip.Advance(EncodeTile, cancellation).contiguous().MoveToOuterDisposeScope();

        Tensor EncodeTile(Tile tile, CausalCache past, string suffix)
        {
            var pixels = frames // (B, 3, T, h, w)
                .narrow(3, factor * tile.Rows.Start, factor * tile.Rows.Length)
                .narrow(4, factor * tile.Columns.Start, factor * tile.Columns.Length)
                .to(_model.DataType, _model.Device);
            return _model.EncodeChunk(pixels, past, _observer.Within(chunk + suffix)); // (B, Z, 1, h/8, w/8)
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _clip?.Dispose();
}
