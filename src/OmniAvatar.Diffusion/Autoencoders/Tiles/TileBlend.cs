using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders.Tiles;

/// <summary>Puts the tiles of one chunk together: a mean weighted by each tile's linear ramps.</summary>
internal sealed class TileBlend : IDisposable
{
    private readonly List<Region> _regions = [];
    private readonly Tensor _totalWeight;

    /// <param name="factor">Pixels a latent stands for in what is blended: 1 for latents, 8 for frames.</param>
    public TileBlend(IReadOnlyList<Tile> tiles, int factor, Device device)
    {
        var height = factor * tiles.Max(tile => tile.Rows.Start + tile.Rows.Length);
        var width = factor * tiles.Max(tile => tile.Columns.Start + tile.Columns.Length);
        _totalWeight = zeros([height, width], ScalarType.Float32, device).DetachFromDisposeScope();
        foreach (var (rows, columns) in tiles)
        {
            using var scope = NewDisposeScope();
            var weight = minimum(Ramp(rows, factor, device).unsqueeze(1), Ramp(columns, factor, device).unsqueeze(0));
            var region = new Region(factor * rows.Start, factor * columns.Start, weight.DetachFromDisposeScope());
            _regions.Add(region);
            region.In(_totalWeight).add_(weight);
        }
    }

    /// <summary>Blends the tiles, asking for one after the other: (B, C, T, h, w) each, (B, C, T, H, W)
    /// together.</summary>
    public Tensor Blend(Func<int, Tensor> tile)
    {
        if (_regions.Count == 1)
            return tile(0);

        using var scope = NewDisposeScope();
        Tensor? sum = null;
        var dtype = ScalarType.Float32;
        for (var i = 0; i < _regions.Count; i++)
        {
            using var part = tile(i); // (B, C, T, h, w)
            dtype = part.dtype;
            sum ??= zeros([.. part.shape[..3], .. _totalWeight.shape], ScalarType.Float32, part.device);
            using var weighted = part * _regions[i].Weight;
            using var region = _regions[i].In(sum);
            region.add_(weighted);
        }

        return sum!.div_(_totalWeight).to(dtype).MoveToOuterDisposeScope(); // (B, C, T, H, W)
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _totalWeight.Dispose();
        foreach (var region in _regions)
            region.Weight.Dispose();
    }

    /// <summary>1/n, 2/n, ... 1 from a neighbour inwards, 1 elsewhere; where both ramps meet, the one towards the end
    /// counts.</summary>
    private static Tensor Ramp(TileSpan span, int factor, Device device)
    {
        var ramp = factor * span.Ramp;
        var weights = ones(factor * span.Length, ScalarType.Float32, device);
        if (ramp == 0)
            return weights;
        var rising = arange(1, ramp + 1, ScalarType.Float32, device).div_(ramp);
        if (!span.IsFirst)
            weights.narrow(0, 0, ramp).copy_(rising);
        if (!span.IsLast)
            weights.narrow(0, weights.size(0) - ramp, ramp).copy_(rising.flip(0));
        return weights;
    }

    /// <summary>Where a tile lies in the blended picture, and how much it counts there: (h, w).</summary>
    private sealed record Region(long Top, long Left, Tensor Weight)
    {
        /// <summary>The tile's part of something as large as the picture.</summary>
        public Tensor In(Tensor picture) => picture.narrow(-2, Top, Weight.size(0)).narrow(-1, Left, Weight.size(1));
    }
}
