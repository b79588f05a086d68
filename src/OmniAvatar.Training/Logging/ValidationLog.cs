using System.Globalization;
using OmniAvatar.Files;

namespace OmniAvatar.Training.Logging;

/// <summary>The validations of a run as a CSV file, a row each.</summary>
internal static class ValidationLog
{
    private const string Header = "step,loss";

    /// <summary>Steps and losses, the earliest first; empty without a file.</summary>
    public static IReadOnlyList<(long Step, double Loss)> Read(string path) =>
        !File.Exists(path)
            ? []
            :
            [
                .. File.ReadLines(path)
                    .Skip(1)
                    .Select(line => line.Split(','))
                    .Where(fields => fields.Length == 2)
                    .Select(fields =>
                        (
                            long.Parse(fields[0], CultureInfo.InvariantCulture),
                            double.Parse(fields[1], CultureInfo.InvariantCulture)
                        )
                    ),
            ];

    /// <summary>Adds a validation in place of any of the same or a later step, which an interrupted run left.</summary>
    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    public static void Add(string path, long step, double loss)
    {
        var rows = Read(path).Where(row => row.Step < step).Append((step, loss));
        var lines = rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Item1},{row.Item2:R}"));
        var text = string.Join('\n', lines.Prepend(Header)) + "\n";
        AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
    }
}
