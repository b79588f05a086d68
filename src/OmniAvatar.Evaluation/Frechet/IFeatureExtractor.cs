using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.Frechet;

/// <summary>A network whose features of pictures or of short clips are compared by
/// <see cref="FrechetDistance"/>.</summary>
public interface IFeatureExtractor : IDisposable
{
    /// <summary>Consecutive frames of one sample: 1 for pictures (FID), 16 for clips (FVD).</summary>
    int FramesPerSample { get; }

    /// <summary>Samples that are best given at once.</summary>
    int BatchSize { get; }

    /// <summary>Makes one frame ready, so that only what the network sees is kept.</summary>
    /// <param name="frame">(3, H, W) bytes: red, green and blue.</param>
    /// <returns>(3, side, side) of the network's type and range.</returns>
    Tensor Prepare(Tensor frame);

    /// <summary>Computes the features of samples.</summary>
    /// <param name="samples">(B, <see cref="FramesPerSample"/>, 3, side, side), frames from
    /// <see cref="Prepare"/>.</param>
    /// <returns>(B, D) on the CPU.</returns>
    /// <exception cref="BadInputException">The network does not take or give what it should.</exception>
    Tensor Extract(Tensor samples);
}
