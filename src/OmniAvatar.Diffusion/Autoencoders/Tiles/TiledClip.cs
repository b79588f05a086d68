using OmniAvatar.Diffusion.Autoencoders.Convolutions;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders.Tiles;

/// <summary>The tiles of one clip while it streams by: each has a past of its own, and all advance chunk by chunk
/// together.</summary>
internal sealed class TiledClip : IDisposable
{
    private readonly IReadOnlyList<Tile> _tiles;
    private readonly IReadOnlyList<CausalCache> _pasts;
    private readonly TileBlend _blend;

    /// <param name="height">Height of the clip in latents.</param>
    /// <param name="width">Width of the clip in latents.</param>
    /// <param name="factor">Pixels a latent stands for in what is blended.</param>
    /// <param name="pasts">The pasts to continue from, one for each tile, taken over; null for a clip that
    /// begins.</param>
    public TiledClip(
        Tiling? tiling,
        long height,
        long width,
        int factor,
        Device device,
        IReadOnlyList<CausalCache>? pasts
    )
    {
        _tiles = tiling?.Cover(height, width) ?? [Tile.Whole(height, width)];
        if (pasts is not null && pasts.Count != _tiles.Count)
            throw new BadInputException(
                $"The decoder's saved state has {pasts.Count} tiles, but a picture of {height}x{width} latents is cut "
                    + $"into {_tiles.Count}."
            );
        _pasts = pasts ?? [.. _tiles.Select(_ => new CausalCache())];
        _blend = new TileBlend(_tiles, factor, device);
    }

    /// <summary>The past of each tile.</summary>
    public IReadOnlyList<CausalCache> Pasts => _pasts;

    /// <summary>Works on the next chunk tile by tile and blends what comes out.</summary>
    /// <param name="work">From a tile, its past and its suffix, empty when it is the only one, to (B, C, T, h,
    /// w).</param>
    public Tensor Advance(Func<Tile, CausalCache, string, Tensor> work, CancellationToken cancellation) =>
        _blend.Blend(i =>
        {
            cancellation.ThrowIfCancellationRequested();
            return work(_tiles[i], _pasts[i], _tiles.Count == 1 ? "" : $".tile{i}");
        });

    /// <inheritdoc/>
    public void Dispose()
    {
        _blend.Dispose();
        foreach (var past in _pasts)
            past.Dispose();
    }
}
