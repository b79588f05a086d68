using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace OmniAvatar.Benchmarks.Renders;

/// <summary>
/// Peak resident memory of whole renders with the tiny model, each of another length of sound and in a process of its
/// own: the peak (VmHWM) of the process that holds model, cluster and store; the ffmpeg processes it starts are not
/// counted.
/// </summary>
public static class RenderMemoryBenchmark
{
    private const double Limit = 1.1;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    /// <summary><c>memory-length</c> on the command line.</summary>
    public static Command Command()
    {
        var seconds = new Option<int[]>("--seconds")
        {
            Description = "Lengths of sound.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [60, 600],
        };
        var maxTokens = new Option<int?>("--max-tokens")
        {
            Description = "Larger windows: 132 makes 21 frames (1,875 segments for 10 minutes), 264 makes 41.",
        };
        var steps = new Option<int?>("--steps") { Description = "Denoising steps (default: the model's own)." };
        var command = new Command(
            "memory-length",
            "Peak memory of rendering 1 and 10 minutes of sound with the tiny model."
        )
        {
            seconds,
            maxTokens,
            steps,
        };
        command.SetAction(parsed =>
            Run(
                parsed.GetValue(seconds)!,
                [.. Extra("--max-tokens", parsed.GetValue(maxTokens)), .. Extra("--steps", parsed.GetValue(steps))]
            )
        );
        return command;
    }

    private static string[] Extra(string name, int? value) =>
        value is { } number ? [name, number.ToString(CultureInfo.InvariantCulture)] : [];

    private static int Run(int[] lengths, string[] options)
    {
        using var workspace = new TinyWorkspace();
        var peaks = lengths.Select(length => Measure(workspace, length, options)).ToList();
        var ratio = (double)peaks.Max() / peaks[0];
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"the largest peak is {ratio:F3} times the first (limit {Limit})"
            )
        );
        return ratio <= Limit ? 0 : 1;
    }

    private static long Measure(TinyWorkspace workspace, int seconds, string[] options)
    {
        var output = workspace.PathOf($"{seconds}.mp4");
        string[] arguments =
        [
            "render",
            "--model",
            workspace.Model,
            "--image",
            workspace.Picture,
            "--audio",
            workspace.WriteSound(seconds),
            "--prompt",
            "A person speaks",
            "--output",
            output,
            "--data",
            workspace.PathOf("data"),
            "--json",
            .. options,
        ];
        var watch = Stopwatch.StartNew();
        using var process = Start(arguments);
        var segments = 0;
        process.OutputDataReceived += (_, line) =>
            segments += line.Data?.Contains("\"event\":\"segment\"", StringComparison.Ordinal) == true ? 1 : 0;
        process.BeginOutputReadLine();
        long peak = 0;
        do peak = Math.Max(peak, ProcessMemory.PeakBytes(process.Id));
        while (!process.WaitForExit(BetweenLooks));
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The render of {seconds} s ended with exit code {process.ExitCode}.");
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{seconds, 5} s of sound: {segments, 5} segments in {watch.Elapsed.TotalSeconds, 7:F1} s, "
                    + $"peak {peak / 1048576.0, 7:F1} MiB"
            )
        );
        return peak;
    }

    private static Process Start(string[] arguments)
    {
        var command = Path.Combine(AppContext.BaseDirectory, "OmniAvatar.Cli.dll");
        return Process.Start(
            new ProcessStartInfo("dotnet", [command, .. arguments]) { RedirectStandardOutput = true }
        )!;
    }
}
