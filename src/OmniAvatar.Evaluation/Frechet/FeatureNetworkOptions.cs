namespace OmniAvatar.Evaluation.Frechet;

/// <summary>What a feature network takes as black and white.</summary>
public enum InputRange
{
    /// <summary>From -1 to 1.</summary>
    Signed,

    /// <summary>From 0 to 1.</summary>
    Unit,

    /// <summary>From 0 to 255.</summary>
    Bytes,
}

/// <summary>How a TorchScript file of a feature network is called.</summary>
/// <param name="FramesPerSample">1: it takes (B, 3, side, side); more: (B, 3, frames, side, side).</param>
/// <param name="Side">Pixels a side, to which frames are stretched bilinearly, without regard to their aspect.</param>
/// <param name="Flags">Given after the pictures to a network that takes more inputs, as many as it takes.</param>
public sealed record FeatureNetworkOptions(int FramesPerSample, int Side, IReadOnlyList<bool> Flags)
{
    /// <summary>The range of the input; pytorch-fid's Inception without its own normalisation and the usual I3D take -1
    /// to 1.</summary>
    public InputRange Range { get; init; } = InputRange.Signed;

    /// <summary>Samples at once, at least 1.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Inception for FID. The file of NVIDIA's StyleGAN takes one flag, to return features, and values from 0
    /// to 255.</summary>
    public static FeatureNetworkOptions Inception { get; } = new(1, 299, [true]);

    /// <summary>I3D for FVD. The file that StyleGAN-V made common takes three flags: to rescale, to resize, to return
    /// features.</summary>
    public static FeatureNetworkOptions I3d { get; } = new(16, 224, [false, false, true]) { BatchSize = 2 };
}
