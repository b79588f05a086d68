using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.Frechet;

/// <summary>Mean and covariance of the features of many samples.</summary>
/// <param name="Count">Samples, at least 2.</param>
/// <param name="Mean">(D) float64.</param>
/// <param name="Covariance">(D, D) float64, divided by <paramref name="Count"/> - 1.</param>
public sealed record FeatureStatistics(long Count, Tensor Mean, Tensor Covariance) : IDisposable
{
    /// <summary>The same with the covariance divided by the count, as some programs for FVD have it; the tensors are
    /// its own.</summary>
    public FeatureStatistics OverCount() =>
        this with
        {
            Mean = Mean.clone(),
            Covariance = Covariance * ((Count - 1.0) / Count),
        };

    /// <inheritdoc/>
    public void Dispose()
    {
        Mean.Dispose();
        Covariance.Dispose();
    }
}
