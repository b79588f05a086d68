using System.Globalization;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Comparisons;

/// <summary>Compares tensors in float64. Shapes must be equal and every value a finite number.</summary>
public static class TensorComparison
{
    /// <summary>The largest absolute difference as a part of M, the largest absolute expected value.</summary>
    public static Comparison Near(string name, Tensor expected, Tensor actual, double limit) =>
        Compare(
            name,
            expected,
            actual,
            limit,
            (e, a) =>
            {
                var largest = Largest(e);
                var difference = Largest(e - a);
                return difference == 0 ? 0 : difference / largest;
            }
        );

    /// <summary>The largest difference of a value as a part of that value itself.</summary>
    public static Comparison Relative(string name, Tensor expected, Tensor actual, double limit) =>
        Compare(
            name,
            expected,
            actual,
            limit,
            (e, a) =>
            {
                var difference = (e - a).abs();
                return Largest(difference.div(e.abs()).where(difference.gt(0), zeros_like(difference)));
            }
        );

    /// <summary>The largest absolute difference.</summary>
    public static Comparison Within(string name, Tensor expected, Tensor actual, double limit) =>
        Compare(name, expected, actual, limit, (e, a) => Largest(e - a));

    /// <summary>Every value equal; the difference is how many are not.</summary>
    public static Comparison Exact(string name, Tensor expected, Tensor actual) =>
        Compare(name, expected, actual, 0, (e, a) => e.ne(a).sum().item<long>());

    /// <summary>
    /// Bytes that may be off by one where rounding fell to the other side: the difference is the part of values that
    /// are, or the largest difference where that is more than one.
    /// </summary>
    public static Comparison Bytes(string name, Tensor expected, Tensor actual, double part) =>
        Compare(
            name,
            expected,
            actual,
            part,
            (e, a) =>
            {
                var largest = Largest(e - a);
                return largest > 1 ? largest : e.ne(a).sum().item<long>() / (double)e.numel();
            }
        );

    private static Comparison Compare(
        string name,
        Tensor expected,
        Tensor actual,
        double limit,
        Func<Tensor, Tensor, double> measure
    )
    {
        using var scope = NewDisposeScope();
        if (!expected.shape.SequenceEqual(actual.shape))
            return Faulty(name, limit, $"shape {Shape(actual)} where the reference has {Shape(expected)}");

        var (e, a) = (expected.to(ScalarType.Float64, CPU), actual.detach().to(ScalarType.Float64, CPU));
        if (e.numel() == 0)
            return Faulty(name, limit, "no values");
        if (!e.isfinite().all().item<bool>())
            return Faulty(name, limit, "a value of the reference that is not a number");
        if (!a.isfinite().all().item<bool>())
            return Faulty(name, limit, "a value that is not a number");
        return new Comparison(name, measure(e, a), limit);
    }

    private static Comparison Faulty(string name, double limit, string fault) =>
        new(name, double.PositiveInfinity, limit, fault);

    private static double Largest(Tensor values) => values.abs().max().item<double>();

    private static string Shape(Tensor tensor) =>
        $"({string.Join(", ", tensor.shape.Select(size => size.ToString(CultureInfo.InvariantCulture)))})";
}
