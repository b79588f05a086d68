using OmniAvatar.Evaluation.Frechet;
using OmniAvatar.Evaluation.LipSync;
using static TorchSharp.torch;

namespace OmniAvatar.Evaluation;

/// <summary>The models by which videos are measured; what is null is not measured.</summary>
public sealed record EvaluationModels : IDisposable
{
    /// <summary>For FID.</summary>
    public IFeatureExtractor? Pictures { get; init; }

    /// <summary>For FVD.</summary>
    public IFeatureExtractor? Clips { get; init; }

    /// <summary>For Sync-C and Sync-D.</summary>
    public SyncNet? LipSync { get; init; }

    /// <summary>For IQA and ASE.</summary>
    public IReadOnlyList<IPerceptualScore> Perceptual { get; init; } = [];

    /// <summary>Where faces are; null where videos are cropped to them already.</summary>
    public FaceCrop? Face { get; init; }

    /// <summary>Where <see cref="LipSync"/> computes.</summary>
    public Device Device { get; init; } = CPU;

    /// <inheritdoc/>
    public void Dispose()
    {
        Pictures?.Dispose();
        Clips?.Dispose();
        LipSync?.Dispose();
    }
}
