using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.Figures;

/// <summary>
/// Linear regression with a penalty on the weights (Hoerl and Kennard, 1970), in closed form and float64: the weights
/// that make |y - Xw|^2 + lambda |w|^2 least, inputs and target less their means.
/// </summary>
public sealed class RidgeRegression : IDisposable
{
    private readonly Tensor _inputMean; // (P)
    private readonly Tensor _weights; // (P)
    private readonly double _targetMean;

    private RidgeRegression(Tensor inputMean, Tensor weights, double targetMean) =>
        (_inputMean, _weights, _targetMean) = (inputMean, weights, targetMean);

    /// <summary>(P) float64: the weights, this object's.</summary>
    public Tensor Weights => _weights;

    /// <summary>Fits.</summary>
    /// <param name="inputs">(N, P) of any type, N at least 2.</param>
    /// <param name="targets">(N) of any type.</param>
    /// <param name="lambda">The penalty, positive.</param>
    /// <exception cref="ArgumentException">A shape is another or the penalty not positive.</exception>
    public static RidgeRegression Fit(Tensor inputs, Tensor targets, double lambda)
    {
        if (inputs.dim() != 2 || targets.dim() != 1 || inputs.shape[0] != targets.shape[0] || inputs.shape[0] < 2)
            throw new ArgumentException(
                "Inputs must be (samples, features) and targets (samples), at least 2 samples.",
                nameof(targets)
            );
        if (!(lambda > 0))
            throw new ArgumentException("The penalty must be positive.", nameof(lambda));
        using var scope = NewDisposeScope();
        var (all, wanted) = (inputs.to(ScalarType.Float64, CPU), targets.to(ScalarType.Float64, CPU));
        var (inputMean, targetMean) = (all.mean([0L]), wanted.mean());
        var weights = Solve(all - inputMean, wanted - targetMean, lambda);
        return new RidgeRegression(
            inputMean.DetachFromDisposeScope(),
            weights.DetachFromDisposeScope(),
            targetMean.item<double>()
        );
    }

    /// <summary>What the fit says.</summary>
    /// <param name="inputs">(N, P).</param>
    /// <returns>(N) float64.</returns>
    public Tensor Predict(Tensor inputs)
    {
        using var scope = NewDisposeScope();
        return (
            (inputs.to(ScalarType.Float64, CPU) - _inputMean).matmul(_weights) + _targetMean
        ).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _inputMean.Dispose();
        _weights.Dispose();
    }

    /// <summary>w = (X'X + lambda I)^-1 X'y = X'(XX' + lambda I)^-1 y: whichever matrix is the smaller.</summary>
    private static Tensor Solve(Tensor inputs, Tensor targets, double lambda)
    {
        var transposed = inputs.transpose(0, 1);
        return inputs.shape[0] < inputs.shape[1]
            ? transposed.matmul(linalg.solve(Penalised(inputs.matmul(transposed), lambda), targets))
            : linalg.solve(Penalised(transposed.matmul(inputs), lambda), transposed.matmul(targets));
    }

    private static Tensor Penalised(Tensor gram, double lambda) =>
        gram + eye(gram.shape[0], dtype: ScalarType.Float64) * lambda;
}
