using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.Frechet;

/// <summary>
/// The Frechet distance of two normal distributions (Dowson and Landau, 1982), by which FID (Heusel et al., 2017) and
/// FVD (Unterthiner et al., 2018) compare sets of features: |m1 - m2|^2 + tr S1 + tr S2 - 2 tr (S1 S2)^(1/2).
/// </summary>
public static class FrechetDistance
{
    /// <summary>
    /// What pytorch-fid adds to both diagonals where its matrix square root fails; which inputs do so depends on its
    /// library. The way of computing here never fails, so nothing needs to be added, except to compare with a number
    /// that was made so.
    /// </summary>
    public const double FallbackEpsilon = 1e-6;

    /// <summary>Computes the distance in float64.</summary>
    /// <param name="first">One side.</param>
    /// <param name="second">The other, of the same dimensions.</param>
    /// <param name="epsilon">Added to both diagonals under the root alone, as pytorch-fid's fallback does; 0 adds
    /// nothing.</param>
    /// <returns>At least 0 up to rounding if <paramref name="epsilon"/> is 0.</returns>
    /// <exception cref="ArgumentException">The two have different dimensions.</exception>
    public static double Between(FeatureStatistics first, FeatureStatistics second, double epsilon = 0)
    {
        if (!first.Mean.shape.SequenceEqual(second.Mean.shape))
            throw new ArgumentException("Both sides must have the same dimensions.", nameof(second));
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var means = (first.Mean - second.Mean).square().sum().item<double>();
        var traces = first.Covariance.trace().item<double>() + second.Covariance.trace().item<double>();
        var added = eye(first.Mean.shape[0], dtype: ScalarType.Float64) * epsilon;
        return means + traces - 2 * TraceOfRoot(first.Covariance + added, second.Covariance + added);
    }

    /// <summary>
    /// tr (S1 S2)^(1/2) as the sum of the roots of the eigenvalues of S1^(1/2) S2 S1^(1/2), which has the same
    /// eigenvalues as S1 S2 and is symmetric; those that rounding made negative count as 0.
    /// </summary>
    private static double TraceOfRoot(Tensor first, Tensor second)
    {
        var (values, vectors) = linalg.eigh(first);
        var root = (vectors * values.clamp_min(0).sqrt()).matmul(vectors.transpose(0, 1)); // (D, D)
        var product = root.matmul(second).matmul(root);
        var symmetric = (product + product.transpose(0, 1)) / 2;
        return linalg.eigvalsh(symmetric).clamp_min(0).sqrt().sum().item<double>();
    }
}
