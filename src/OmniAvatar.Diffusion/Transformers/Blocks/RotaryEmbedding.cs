using OmniAvatar.Diffusion.Transformers.Embeddings;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Blocks;

/// <summary>
/// Rotary positions over time, height and width (arXiv 2104.09864): adjacent pairs of a head are complex numbers,
/// turned by the angles of the token's place. Of a head's d values, d/3 (rounded down) belong to the height, as many to
/// the width, the rest to time.
/// </summary>
internal static class RotaryEmbedding
{
    private const double Base = 10_000;

    /// <summary>The turn of every pair at every place of a grid: (T h w, 1, d/2), complex64. Angles are computed in
    /// double.</summary>
    public static Tensor Turns(TokenGrid grid, int headDim, Device device)
    {
        using var scope = NewDisposeScope();
        var spatial = headDim / 3;
        long[] sizes = [grid.Frames, grid.Height, grid.Width];
        var time = Axis(grid.Frames, headDim - 2 * spatial, device)
            .view(-1, 1, 1, (headDim - 2 * spatial) / 2)
            .expand([.. sizes, -1]);
        var height = Axis(grid.Height, spatial, device).view(1, -1, 1, spatial / 2).expand([.. sizes, -1]);
        var width = Axis(grid.Width, spatial, device).view(1, 1, -1, spatial / 2).expand([.. sizes, -1]);
        var turns = cat([time, height, width], dim: -1); // (T, h, w, d/2)
        return turns.view(grid.Tokens, 1, headDim / 2).MoveToOuterDisposeScope();
    }

    /// <summary>Turns every pair of <paramref name="x"/> (B, N, H, d) by <paramref name="turns"/> (N, 1, d/2), in
    /// float32.</summary>
    public static Tensor Turn(Tensor x, Tensor turns)
    {
        using var scope = NewDisposeScope();
        var pairs = x.to(ScalarType.Float32).unflatten(3, [-1, 2]).view_as_complex(); // (B, N, H, d/2)
        var turned = pairs.mul(turns).view_as_real().flatten(-2); // (B, N, H, d)
        return turned.to(x.dtype).MoveToOuterDisposeScope();
    }

    private static Tensor Axis(long positions, int dim, Device device)
    {
        using var scope = NewDisposeScope();
        var exponents = arange(0, dim, 2, ScalarType.Float64, device).div(dim); // (dim/2)
        var frequencies = exponents.mul(-Math.Log(Base)).exp();
        var angles = outer(arange(positions, ScalarType.Float64, device), frequencies); // (positions, dim/2)
        return polar(ones_like(angles), angles).to(ScalarType.ComplexFloat32).MoveToOuterDisposeScope();
    }
}
