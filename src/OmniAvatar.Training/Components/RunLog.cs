using System.Globalization;
using OmniAvatar.Diffusion.Weights.Files;
using OmniAvatar.Files;

namespace OmniAvatar.Training.Components;

/// <summary>The course of a training as CSV, one line for every few steps. Lines beyond the step that a run goes on
/// from are cut off.</summary>
internal sealed class RunLog
{
    private readonly string _path;

    /// <summary>Opens the log of a run that has taken <paramref name="step"/> steps.</summary>
    public RunLog(string path, IReadOnlyList<string> columns, long step)
    {
        _path = path;
        var header = string.Join(',', columns.Prepend("step"));
        var kept = File.Exists(path) ? File.ReadAllLines(path).Skip(1).Where(line => StepOf(line) <= step) : [];
        var text = string.Concat(kept.Prepend(header).Select(line => line + "\n"));
        AtomicFile.Write(
            path,
            stream =>
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                writer.Write(text);
            }
        );
    }

    /// <summary>Appends one line.</summary>
    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    public void Add(long step, IEnumerable<double> values)
    {
        var texts = values
            .Select(value => value.ToString("G6", CultureInfo.InvariantCulture))
            .Prepend(step.ToString(CultureInfo.InvariantCulture));
        try
        {
            File.AppendAllText(_path, string.Join(',', texts) + "\n");
        }
        catch (Exception failure) when (FileFailure.Is(failure))
        {
            throw FileFailure.Writing(_path, failure);
        }
    }

    private static long StepOf(string line) =>
        long.TryParse(line.Split(',')[0], CultureInfo.InvariantCulture, out var step) ? step : long.MaxValue;
}
