using System.Diagnostics;

namespace OmniAvatar.Benchmarks.Renders;

/// <summary>A finished <c>render</c> of a process of its own.</summary>
/// <param name="Seconds">From the start of the process to its end.</param>
/// <param name="SegmentTimes">When each segment was finished, by the clock of this process.</param>
internal sealed record SampleRender(double Seconds, IReadOnlyList<TimeSpan> SegmentTimes)
{
    private const string SegmentEvent = "\"event\":\"segment\"";

    /// <summary>Segments a second after the first, which waits for the model.</summary>
    public double Speed => (SegmentTimes.Count - 1) / (SegmentTimes[^1] - SegmentTimes[0]).TotalSeconds;

    /// <summary>Starts the command with a folder of its own for all that it writes, and waits for its end.</summary>
    /// <exception cref="InvalidOperationException">It failed, or the video has fewer than two segments.</exception>
    public static async Task<SampleRender> RunAsync(IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("omniavatar-bench-");
        try
        {
            var began = Stopwatch.GetTimestamp();
            string[] places =
            [
                "--data",
                Path.Combine(folder.FullName, "data"),
                "--output",
                Path.Combine(folder.FullName, "video.mp4"),
            ];
            using var process = Start([.. arguments, .. places]);
            using var ending = cancellation.Register(() => process.Kill(entireProcessTree: true));
            List<TimeSpan> segments = [];
            while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
            {
                if (line.Contains(SegmentEvent, StringComparison.Ordinal))
                    segments.Add(Stopwatch.GetElapsedTime(0));
            }
            await process.WaitForExitAsync(CancellationToken.None);
            cancellation.ThrowIfCancellationRequested();
            if (process.ExitCode != 0 || segments.Count < 2)
                throw new InvalidOperationException(
                    $"A render ended with exit status {process.ExitCode} after {segments.Count} segments."
                );
            return new SampleRender(Stopwatch.GetElapsedTime(began).TotalSeconds, segments);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Segments in a length of time; those that lie across its ends count by their share.</summary>
    public double SegmentsBetween(TimeSpan from, TimeSpan until) =>
        Enumerable
            .Range(1, SegmentTimes.Count - 1)
            .Sum(i =>
            {
                var (start, end) = (SegmentTimes[i - 1], SegmentTimes[i]);
                var inside = (end < until ? end : until) - (start > from ? start : from);
                return inside > TimeSpan.Zero ? inside / (end - start) : 0;
            });

    private static Process Start(IEnumerable<string> arguments)
    {
        var command = Path.Combine(AppContext.BaseDirectory, "OmniAvatar.Cli.dll");
        return Process.Start(
            new ProcessStartInfo("dotnet", [command, .. arguments]) { RedirectStandardOutput = true }
        )!;
    }
}
