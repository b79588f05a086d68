using System.Diagnostics;

namespace OmniAvatar.Cli.Tests.Processes;

/// <summary>What a finished command left.</summary>
public sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines on standard error.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Starts the built command as a process of its own.</summary>
public static class CliProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Starts it and returns at once.</summary>
    public static Process Start(params string[] arguments) => StartIn(new Dictionary<string, string?>(), arguments);

    /// <summary>The same with other environment variables than these tests have; null removes one.</summary>
    public static Process StartIn(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        // As a script starts it with '&': SIGINT is ignored, and must end it nevertheless.
        var start = new ProcessStartInfo("env", ["--ignore-signal=INT", "dotnet"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "OmniAvatar.Cli.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // These processes end before code that is compiled a second time, faster, pays for the compiling.
        start.Environment["DOTNET_TC_CallCounting"] = "0";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Starts it and waits for its end.</summary>
    public static async Task<CliResult> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await FinishAsync(process);
    }

    /// <summary>Waits for the end of a started command; kills it when it takes too long.</summary>
    public static async Task<CliResult> FinishAsync(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new CliResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The command was still running after {Patience}.");
        }
    }
}
