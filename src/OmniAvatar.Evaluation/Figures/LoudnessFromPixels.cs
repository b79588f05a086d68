using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.Figures;

/// <summary>How well loudness can be told from the pixels of frames that the fit has not seen.</summary>
/// <param name="Lambda">The penalty chosen.</param>
/// <param name="Correlation">Pearson's, of prediction and truth on the tested half.</param>
/// <param name="Explained">1 - squared error over variance on the tested half; at most 1, negative where worse than the
/// mean.</param>
public readonly record struct LoudnessFit(double Lambda, double Correlation, double Explained);

/// <summary>
/// Whether a video shows what is heard, without any trained network: <see cref="RidgeRegression"/> from pixels to
/// loudness, fitted on the first half of the frames and tested on the second. The penalty is the one that does best on
/// the thirds of the first half, each after a fit on the two others; the tested half has no part in that.
/// </summary>
public static class LoudnessFromPixels
{
    /// <summary>Frames at the least.</summary>
    public const int FewestFrames = 24;

    private const int Folds = 3;

    // Times the mean square of a sample's deviation, so that the choice does not depend on the number of pixels or
    // their unit.
    private static readonly double[] RelativePenalties = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100];

    /// <summary>Fits and tests.</summary>
    /// <param name="pixels">(T, P) of any type, such as the mouth's pixels of each frame; T at least
    /// <see cref="FewestFrames"/>.</param>
    /// <param name="loudness">T values, such as <see cref="FrameLoudness"/> gives.</param>
    /// <exception cref="ArgumentException">There are too few frames, or another number of values.</exception>
    public static LoudnessFit Test(Tensor pixels, IReadOnlyList<double> loudness)
    {
        if (pixels.dim() != 2 || pixels.shape[0] != loudness.Count || loudness.Count < FewestFrames)
            throw new ArgumentException(
                $"Pixels must be (frames, pixels) with one loudness a frame, at least {FewestFrames} frames.",
                nameof(loudness)
            );
        using var scope = NewDisposeScope();
        var (inputs, targets) = (pixels.to(ScalarType.Float64, CPU), tensor(loudness.ToArray()));
        var half = inputs.shape[0] / 2;
        var (fitted, heard) = (inputs.narrow(0, 0, half), targets.narrow(0, 0, half));
        var lambda = Choose(fitted, heard);
        var predicted = Predict(fitted, heard, inputs.narrow(0, half, inputs.shape[0] - half), lambda);
        var truth = targets.narrow(0, half, targets.shape[0] - half);
        var correlation = Correlation.Pearson(Values(predicted), Values(truth));
        var variance = (truth - truth.mean()).square().sum().item<double>();
        return new LoudnessFit(lambda, correlation, variance == 0 ? 0 : 1 - SquaredError(predicted, truth) / variance);
    }

    private static double Choose(Tensor inputs, Tensor targets)
    {
        var scale = (inputs - inputs.mean([0L])).square().sum(1).mean().item<double>();
        if (scale == 0)
            return 1;
        return RelativePenalties
            .Select(penalty => penalty * scale)
            .MinBy(lambda => Enumerable.Range(0, Folds).Sum(fold => FoldError(inputs, targets, fold, lambda)));
    }

    private static double FoldError(Tensor inputs, Tensor targets, int fold, double lambda)
    {
        var count = inputs.shape[0];
        var (first, end) = (fold * count / Folds, (fold + 1) * count / Folds);
        var (fitted, truth) = (Without(inputs, first, end), targets.narrow(0, first, end - first));
        return SquaredError(
            Predict(fitted, Without(targets, first, end), inputs.narrow(0, first, end - first), lambda),
            truth
        );
    }

    private static Tensor Without(Tensor values, long first, long end) =>
        cat([values.narrow(0, 0, first), values.narrow(0, end, values.shape[0] - end)]);

    private static Tensor Predict(Tensor inputs, Tensor targets, Tensor asked, double lambda)
    {
        using var fit = RidgeRegression.Fit(inputs, targets, lambda);
        return fit.Predict(asked);
    }

    private static double SquaredError(Tensor predicted, Tensor truth) =>
        (predicted - truth).square().sum().item<double>();

    private static double[] Values(Tensor values) => values.contiguous().data<double>().ToArray();
}
