namespace OmniAvatar.Diffusion.Autoencoders.Tiles;

/// <summary>
/// How a large picture is cut into overlapping tiles that are encoded or decoded by themselves and blended by linear
/// ramps. All sizes are in latents: 8 pixels each in the released model.
/// </summary>
public sealed record Tiling
{
    /// <summary>Checks and keeps the sizes.</summary>
    /// <exception cref="WrongUseException">A size is not positive or the stride is larger than the tile.</exception>
    public Tiling(int height, int width, int strideHeight, int strideWidth)
    {
        if (strideHeight < 1 || strideWidth < 1 || strideHeight > height || strideWidth > width)
            throw new WrongUseException(
                $"Tiles of {height}x{width} latents cannot be placed {strideHeight}x{strideWidth} apart: the stride "
                    + "must be at least 1 and at most the tile."
            );
        (Height, Width, StrideHeight, StrideWidth) = (height, width, strideHeight, strideWidth);
    }

    /// <summary>The released tiles for encoding: 34x34 latents, 18x16 apart.</summary>
    public static Tiling ForEncoding { get; } = new(34, 34, 18, 16);

    /// <summary>The released tiles for decoding: 30x52 latents, 15x26 apart.</summary>
    public static Tiling ForDecoding { get; } = new(30, 52, 15, 26);

    /// <summary>Height of a tile.</summary>
    public int Height { get; }

    /// <summary>Width of a tile.</summary>
    public int Width { get; }

    /// <summary>From the top of one tile to the top of the next.</summary>
    public int StrideHeight { get; }

    /// <summary>From the left of one tile to the left of the next.</summary>
    public int StrideWidth { get; }

    /// <summary>The tiles that cover a picture, row by row.</summary>
    internal IReadOnlyList<Tile> Cover(long height, long width) =>
        [
            .. from rows in Spans(height, Height, StrideHeight)
            from columns in Spans(width, Width, StrideWidth)
            select new Tile(rows, columns),
        ];

    /// <summary>Tiles along one axis; none begins where the one before has reached the end.</summary>
    private static IEnumerable<TileSpan> Spans(long extent, int size, int stride)
    {
        for (long start = 0; start == 0 || start - stride + size < extent; start += stride)
            yield return new TileSpan(
                start,
                Math.Min(size, extent - start),
                size - stride,
                start == 0,
                start + size >= extent
            );
    }
}

/// <summary>One tile.</summary>
internal sealed record Tile(TileSpan Rows, TileSpan Columns)
{
    /// <summary>The tile that is the whole picture.</summary>
    public static Tile Whole(long height, long width) =>
        new(new TileSpan(0, height, 0, true, true), new TileSpan(0, width, 0, true, true));
}

/// <summary>A tile along one axis, in latents.</summary>
/// <param name="Ramp">Latents over which the tile fades in and out where it meets a neighbour.</param>
/// <param name="IsFirst">It begins at the picture's edge, so it does not fade in.</param>
/// <param name="IsLast">It ends at the picture's edge, so it does not fade out.</param>
internal readonly record struct TileSpan(long Start, long Length, long Ramp, bool IsFirst, bool IsLast);
