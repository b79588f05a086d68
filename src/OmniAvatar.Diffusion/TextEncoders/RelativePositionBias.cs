using OmniAvatar.Diffusion.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.TextEncoders;

/// <summary>
/// A learnt bias per head and per bucket of the distance from query to key (Raffel et al., "Exploring the Limits of
/// Transfer Learning", section 2.1). umT5 has one table in every layer.
/// </summary>
public sealed class RelativePositionBias : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "embedding")]
    private readonly EmbeddingTable _embedding;

    internal RelativePositionBias(TextEncoderConfig config, Device? device, ScalarType dtype)
        : base(nameof(RelativePositionBias))
    {
        _embedding = new EmbeddingTable(config.BucketCount, config.HeadCount, device, dtype);
        RegisterComponents();
    }

    /// <summary>The bias of every head.</summary>
    /// <param name="buckets">int64 (L, L): see <see cref="Buckets"/>.</param>
    /// <returns>(1, heads, L, L), contiguous.</returns>
    public override Tensor forward(Tensor buckets)
    {
        using var scope = NewDisposeScope();
        var perPair = _embedding.forward(buckets); // (L, L, heads)
        return perPair.permute(2, 0, 1).unsqueeze(0).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The bucket of each key-minus-query distance: the upper half is for keys after the query; within a half the first
    /// 8 (of 16) distances have a bucket each, longer ones share buckets that widen with the logarithm up to the
    /// maximal distance.
    /// </summary>
    /// <param name="distances">int64, any shape.</param>
    /// <param name="config">Its bucket count and maximal distance are read.</param>
    /// <returns>int64, the same shape.</returns>
    public static Tensor Buckets(Tensor distances, TextEncoderConfig config)
    {
        using var scope = NewDisposeScope();
        var half = config.BucketCount / 2;
        var exact = half / 2;
        var octaves = Math.Log((double)config.MaxDistance / exact);
        var size = distances.abs();
        var wide = size.to_type(ScalarType.Float32)
            .div_(exact)
            .log_()
            .div_(octaves)
            .mul_(half - exact)
            .to_type(ScalarType.Int64)
            .add_(exact)
            .clamp_max_(half - 1);
        var near = where(size.lt(exact), size, wide);
        return near.add(distances.gt(0).to_type(ScalarType.Int64).mul_(half)).MoveToOuterDisposeScope();
    }

    /// <summary>The buckets between all pairs of <paramref name="length"/> positions: int64 (L, L), query rows and key
    /// columns.</summary>
    internal static Tensor BucketsBetween(long length, TextEncoderConfig config, Device device)
    {
        using var scope = NewDisposeScope();
        var positions = arange(length, dtype: ScalarType.Int64, device: device);
        var distances = positions.unsqueeze(0).sub(positions.unsqueeze(1)); // (L, L)
        return Buckets(distances, config).MoveToOuterDisposeScope();
    }
}
