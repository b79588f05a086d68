using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.Frechet;

/// <summary>
/// Mean and covariance of features that come a few at a time, so that none need to be kept: each batch's own mean and
/// scatter are merged into the whole's (Chan, Golub and LeVeque, 1979), which loses nothing to cancellation. Float64
/// all through.
/// </summary>
public sealed class RunningStatistics : IDisposable
{
    private Tensor? _mean; // (D)
    private Tensor? _scatter; // (D, D): the sum of outer products of deviations from the mean

    /// <summary>Samples so far.</summary>
    public long Count { get; private set; }

    /// <summary>Takes features of some samples.</summary>
    /// <param name="features">(N, D) of any floating type; the same D each time.</param>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    /// <exception cref="BadInputException">A feature is not a finite number.</exception>
    public void Add(Tensor features)
    {
        if (features.dim() != 2 || (_mean is not null && features.shape[1] != _mean.shape[0]))
            throw new ArgumentException(
                "Features must be (samples, dimensions) with as many dimensions as before.",
                nameof(features)
            );
        if (features.shape[0] == 0)
            return;
        using var scope = NewDisposeScope();
        var values = features.detach().to(ScalarType.Float64, CPU); // (N, D)
        if (!values.isfinite().all().item<bool>())
            throw new BadInputException("The feature network gave a value that is not a number.");
        var mean = values.mean([0L]); // (D)
        var centred = values - mean; // (N, D)
        Merge(values.shape[0], mean, centred.transpose(0, 1).matmul(centred));
    }

    /// <summary>Takes all that another has, which stays as it is.</summary>
    public void Add(RunningStatistics other)
    {
        if (other.Count == 0)
            return;
        using var scope = NewDisposeScope();
        Merge(other.Count, other._mean!.clone(), other._scatter!.clone());
    }

    /// <summary>What was seen so far; the tensors belong to the caller.</summary>
    /// <exception cref="BadInputException">Fewer than two samples were seen, which have no covariance.</exception>
    public FeatureStatistics Snapshot() =>
        Count < 2
            ? throw new BadInputException($"A Frechet distance needs at least 2 samples on each side, not {Count}.")
            : new FeatureStatistics(Count, _mean!.clone(), _scatter! / (Count - 1.0));

    /// <inheritdoc/>
    public void Dispose()
    {
        _mean?.Dispose();
        _scatter?.Dispose();
    }

    private void Merge(long count, Tensor mean, Tensor scatter)
    {
        var (mergedMean, mergedScatter) = (mean, scatter);
        if (_mean is not null)
        {
            var (total, delta) = ((double)(Count + count), mean - _mean);
            mergedMean = _mean + delta * (count / total);
            mergedScatter = _scatter! + scatter + outer(delta, delta) * (Count * (count / total));
        }
        Dispose();
        (_mean, _scatter) = (mergedMean.DetachFromDisposeScope(), mergedScatter.DetachFromDisposeScope());
        Count += count;
    }
}
