using System.Diagnostics;
using System.Text.Json;

namespace OmniAvatar.Cli.Tests.Processes;

/// <summary>A <c>render --json</c> at work: its events as they come, and ways to end it.</summary>
internal sealed class RunningRender(params string[] commandLine) : IDisposable
{
    private readonly Process _process = CliProcess.Start(commandLine);
    private readonly List<JsonElement> _events = [];

    /// <summary>The events read so far.</summary>
    public IReadOnlyList<JsonElement> Events => _events;

    public bool IsOver => _process.HasExited;

    /// <summary>Reads events until one of this kind has come. False if the command ended before, or said this many
    /// other things.</summary>
    public async Task<bool> ReadUntilAsync(string kind, int atMost = int.MaxValue)
    {
        for (var i = 0; i < atMost && await NextAsync() is { } happened; i++)
        {
            if (happened.GetProperty("event").GetString() == kind)
                return true;
        }

        return false;
    }

    /// <summary>SIGKILL: nothing is cleaned up, nothing is said.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGINT, as Ctrl-C sends it.</summary>
    public async Task<CliResult> InterruptAsync()
    {
        Signals.Interrupt(_process);
        return await FinishAsync();
    }

    /// <summary>Waits for its end.</summary>
    public Task<CliResult> FinishAsync() => CliProcess.FinishAsync(_process);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private async Task<JsonElement?> NextAsync()
    {
        if (await _process.StandardOutput.ReadLineAsync() is not { } line)
            return null;
        _events.Add(JsonDocument.Parse(line).RootElement);
        return _events[^1];
    }
}
