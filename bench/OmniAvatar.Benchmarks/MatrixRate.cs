using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Benchmarks;

/// <summary>One matrix product, timed again and again: what this machine can do at best.</summary>
/// <remarks>(rows x inner) times (columns x inner) transposed, as a linear layer computes; 2 * rows * columns * inner
/// operations.</remarks>
public sealed class MatrixRate : IDisposable
{
    private readonly Tensor _left;
    private readonly Tensor _right;
    private readonly double _operations;
    private readonly List<double> _seconds = [];

    /// <summary>Draws the operands.</summary>
    public MatrixRate(
        string name,
        long rows,
        long inner,
        long columns,
        Device? device = null,
        ScalarType type = ScalarType.Float32
    )
    {
        Name = $"{name} {rows}x{inner}x{columns}";
        _left = randn(rows, inner, dtype: type, device: device);
        _right = randn(columns, inner, dtype: type, device: device);
        _operations = 2.0 * rows * columns * inner;
    }

    /// <summary>What is multiplied, with its sizes.</summary>
    public string Name { get; }

    /// <summary>Operations a second by the median of all runs so far.</summary>
    public double PerSecond => _operations / Statistics.Median(_seconds);

    /// <summary>Operations a second of the shortest run so far.</summary>
    public double MostPerSecond => _operations / _seconds.Min();

    /// <summary>Multiplies once and keeps the time.</summary>
    public void Measure()
    {
        var watch = Stopwatch.StartNew();
        using var product = nn.functional.linear(_left, _right);
        if (product.device_type == DeviceType.CUDA)
            cuda.synchronize(product.device);
        _seconds.Add(watch.Elapsed.TotalSeconds);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
    }
}
