using System.Globalization;
using OmniAvatar.Files;

namespace OmniAvatar.Training.Logging;

/// <summary>The losses of a run as a CSV file, a row a step, each written when its step is done.</summary>
internal sealed class LossLog : IDisposable
{
    /// <summary>The file's name in a run's folder.</summary>
    public const string Name = "losses.csv";

    private readonly string _path;
    private readonly StreamWriter _file;
    private readonly List<StepRow> _rows;

    /// <summary>Opens or creates a log. Rows after a step are dropped: the run will write them again.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parts">Names of the columns between the loss and the gradients' norm.</param>
    /// <param name="samples">Name of the last column: what is counted.</param>
    /// <param name="lastStep">Steps that the run has taken.</param>
    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    public LossLog(string path, IReadOnlyList<string> parts, string samples, long lastStep)
    {
        _path = path;
        string[] columns = ["step", "loss", .. parts, "gradient_norm", "learning_rate", samples];
        try
        {
            _rows = File.Exists(path)
                ?
                [
                    .. File.ReadLines(path)
                        .Skip(1)
                        .Select(line => Parse(line, columns.Length))
                        .OfType<StepRow>()
                        .Where(row => row.Step <= lastStep),
                ]
                : [];
            AtomicFile.Write(
                path,
                stream =>
                {
                    using var writer = new StreamWriter(stream, leaveOpen: true);
                    writer.WriteLine(string.Join(',', columns));
                    foreach (var row in _rows)
                        writer.WriteLine(Line(row));
                }
            );
            _file = new StreamWriter(path, append: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(failure);
        }
    }

    /// <summary>All rows, the earliest first.</summary>
    public IReadOnlyList<StepRow> Rows => _rows;

    /// <summary>Appends a row.</summary>
    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    public void Add(StepRow row)
    {
        _rows.Add(row);
        try
        {
            _file.WriteLine(Line(row));
            _file.Flush();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private RenderFailedException Unwritable(Exception failure) =>
        new($"The log {_path} cannot be written: {failure.Message}", failure);

    private static string Line(StepRow row)
    {
        double[] values = [row.Loss, .. row.Parts, row.GradientNorm, row.LearningRate];
        return string.Join(
            ',',
            [
                row.Step.ToString(CultureInfo.InvariantCulture),
                .. values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)),
                row.Samples.ToString(CultureInfo.InvariantCulture),
            ]
        );
    }

    /// <summary>A row, or null for a line that was cut off.</summary>
    private static StepRow? Parse(string line, int columns)
    {
        var fields = line.Split(',');
        if (
            fields.Length != columns
            || !long.TryParse(fields[0], CultureInfo.InvariantCulture, out var step)
            || !int.TryParse(fields[^1], CultureInfo.InvariantCulture, out var samples)
        )
            return null;
        var numbers = fields[1..^1]
            .Select(field =>
                double.TryParse(field, CultureInfo.InvariantCulture, out var number) ? number : (double?)null
            )
            .OfType<double>()
            .ToArray();
        return numbers.Length == columns - 2
            ? new StepRow(step, numbers[0], numbers[1..^2], numbers[^2], numbers[^1], samples)
            : null;
    }
}
