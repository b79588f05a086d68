using System.Diagnostics;
using OmniAvatar.Cli.Tests.Processes;

namespace OmniAvatar.Cli.Tests.Serving;

/// <summary>A <c>serve</c> at work, on a free port.</summary>
internal sealed class RunningService : IDisposable
{
    private readonly Process _process;

    private RunningService(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    /// <summary>Starts it, with a key that it asks for or without, and waits until it listens.</summary>
    public static async Task<RunningService> StartAsync(string model, string data, int port = 0, string? key = null)
    {
        var process = CliProcess.StartIn(
            new Dictionary<string, string?> { ["OMNIAVATAR_SERVE_KEY"] = key },
            "serve",
            "--model",
            model,
            "--data",
            data,
            "--port",
            $"{port}",
            "--device",
            "cpu"
        );
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var line =
            await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("serve ended before it listened.");
        return new RunningService(
            process,
            line.Split(' ').Single(word => word.StartsWith("http://", StringComparison.Ordinal)).TrimEnd('.')
        );
    }

    /// <summary>SIGKILL, as a machine that loses its power.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGINT, as Ctrl-C and scripts send it; returns the exit status.</summary>
    public async Task<int> InterruptAsync()
    {
        Signals.Interrupt(_process);
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Runs a command against it.</summary>
    public Task<CliResult> RunAsync(params string[] arguments) => CliCommand.RunAsync([.. arguments, "--url", Address]);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
