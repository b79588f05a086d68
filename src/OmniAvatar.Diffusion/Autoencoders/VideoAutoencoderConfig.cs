namespace OmniAvatar.Diffusion.Autoencoders;

/// <summary>The sizes of a Wan2.1 video autoencoder; the defaults are those of the released weights (arXiv 2503.20314,
/// section 4.1).</summary>
public sealed record VideoAutoencoderConfig
{
    /// <summary>Channels of the widest picture; every stage has a multiple of it.</summary>
    public int BaseDim { get; init; } = 96;

    /// <summary>Channels of a latent.</summary>
    public int ZDim { get; init; } = 16;

    /// <summary>Channels of each stage in units of <see cref="BaseDim"/>, from the picture to the latent.</summary>
    public IReadOnlyList<int> DimMult { get; init; } = [1, 2, 4, 4];

    /// <summary>Residual blocks a stage of the encoder has; the decoder has one more.</summary>
    public int NumResBlocks { get; init; } = 2;

    /// <summary>For each joint between two stages, whether time is halved there as well as height and width.</summary>
    public IReadOnlyList<bool> TemporalDownsample { get; init; } = [false, true, true];

    /// <summary>Mean of each latent channel over the training data; a latent is (mu - mean) / std.</summary>
    public IReadOnlyList<float> Mean { get; init; } =
    [
        -0.7571f,
        -0.7089f,
        -0.9113f,
        0.1075f,
        -0.1745f,
        0.9653f,
        -0.1517f,
        1.5508f,
        0.4134f,
        -0.0715f,
        0.5517f,
        -0.3632f,
        -0.1922f,
        -0.9497f,
        0.2503f,
        -0.2921f,
    ];

    /// <summary>Standard deviation of each latent channel over the training data; positive.</summary>
    public IReadOnlyList<float> Std { get; init; } =
    [
        2.8184f,
        1.4541f,
        2.3275f,
        2.6558f,
        1.2196f,
        1.7708f,
        2.6052f,
        2.0743f,
        3.2687f,
        2.1526f,
        2.8652f,
        1.5579f,
        1.6382f,
        1.1253f,
        2.8251f,
        1.9160f,
    ];

    /// <summary>Pixels that one latent covers in height and in width: 8 in the released model.</summary>
    public int SpatialFactor => 1 << (DimMult.Count - 1);

    /// <summary>Frames that one latent covers, the first of a clip aside, which covers one: 4 in the released
    /// model.</summary>
    public int TemporalFactor => 1 << TemporalDownsample.Count(halved => halved);

    /// <summary>Checks that the sizes describe a network.</summary>
    /// <returns>This configuration.</returns>
    /// <exception cref="BadInputException">A size is not positive or two lists do not belong together.</exception>
    public VideoAutoencoderConfig Validated()
    {
        Require(BaseDim > 0 && ZDim > 0 && NumResBlocks > 0, "base_dim, z_dim and num_res_blocks must be positive");
        Require(DimMult.Count > 0 && DimMult.All(factor => factor > 0), "dim_mult must be a list of positive numbers");
        Require(
            TemporalDownsample.Count == DimMult.Count - 1,
            "temporal_downsample must have one entry fewer than dim_mult"
        );
        Require(
            DimMult.Skip(1).All(factor => BaseDim * factor % 2 == 0),
            "the width of every stage but the first must be even"
        );
        Require(
            Mean.Count == ZDim && Std.Count == ZDim,
            "mean and std must have one value for each of the z_dim channels"
        );
        Require(Std.All(value => value > 0), "every std must be positive");
        return this;
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new BadInputException($"The video autoencoder's configuration is wrong: {rule}.");
        }
    }
}
