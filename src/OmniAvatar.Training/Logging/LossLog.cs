using System.Globalization;
using OmniAvatar.Diffusion.Weights.Files;
using OmniAvatar.Files;

namespace OmniAvatar.Training.Logging;

/// <summary>A step as the log holds it.</summary>
/// <param name="Step">Counted from 1.</param>
/// <param name="Loss">The weighted loss that was learned from.</param>
/// <param name="SquaredError">Mean squared error without the weight.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="LearningRate">Size of the step.</param>
/// <param name="Clips">Clips that were seen.</param>
public sealed record LossRow(
    long Step,
    double Loss,
    double SquaredError,
    double GradientNorm,
    double LearningRate,
    int Clips
);

/// <summary>The losses of a run as a CSV file, a row a step, each written when its step is done.</summary>
internal sealed class LossLog : IDisposable
{
    private const string Header = "step,loss,squared_error,gradient_norm,learning_rate,clips";

    private readonly StreamWriter _file;
    private readonly List<LossRow> _rows;

    /// <summary>Opens or creates a log. Rows after a step are dropped: the run will write them again.</summary>
    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    public LossLog(string path, long lastStep)
    {
        try
        {
            _rows = File.Exists(path)
                ? [.. File.ReadLines(path).Skip(1).Select(Parse).OfType<LossRow>().Where(row => row.Step <= lastStep)]
                : [];
            AtomicFile.Write(
                path,
                stream =>
                {
                    using var writer = new StreamWriter(stream, leaveOpen: true);
                    writer.WriteLine(Header);
                    foreach (var row in _rows)
                        writer.WriteLine(Line(row));
                }
            );
            _file = new StreamWriter(path, append: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RenderFailedException($"The log {path} cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>All rows, the earliest first.</summary>
    public IReadOnlyList<LossRow> Rows => _rows;

    public void Add(LossRow row)
    {
        _rows.Add(row);
        _file.WriteLine(Line(row));
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    private static string Line(LossRow row) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Step},{row.Loss:R},{row.SquaredError:R},{row.GradientNorm:R},{row.LearningRate:R},{row.Clips}"
        );

    /// <summary>A row, or null for a line that was cut off.</summary>
    private static LossRow? Parse(string line)
    {
        var fields = line.Split(',');
        if (
            fields.Length != 6
            || !long.TryParse(fields[0], CultureInfo.InvariantCulture, out var step)
            || !int.TryParse(fields[5], CultureInfo.InvariantCulture, out var clips)
        )
            return null;
        var numbers = fields[1..5]
            .Select(field =>
                double.TryParse(field, CultureInfo.InvariantCulture, out var number) ? number : (double?)null
            )
            .ToArray();
        return numbers.All(number => number is not null)
            ? new LossRow(step, numbers[0]!.Value, numbers[1]!.Value, numbers[2]!.Value, numbers[3]!.Value, clips)
            : null;
    }
}
