using System.Collections.Concurrent;
using System.Diagnostics;

namespace OmniAvatar.Testing.Processes;

/// <summary>
/// A process under test: its output is kept, it can be terminated, killed, frozen and woken up, and it does not outlive
/// its object.
/// </summary>
public class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts it.</summary>
    /// <param name="name">Its name in failure messages.</param>
    /// <param name="start">Program, arguments, environment; output is redirected here.</param>
    public ServerProcess(string name, ProcessStartInfo start)
    {
        Name = name;
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _ = _process.WaitForExitAsync().ContinueWith(_ => _reading.TrySetResult(), TaskScheduler.Default);
    }

    public string Name { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Its output so far, from both streams.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>Its output so far, for a failure's message.</summary>
    public string Log =>
        $"--- {Name} ({(HasExited ? $"exited with {_process.ExitCode}" : "running")})\n{string.Join('\n', _lines)}";

    /// <summary>Called with every line of output.</summary>
    public event Action<string>? Said;

    /// <summary>SIGTERM; waits for the end and returns the exit status.</summary>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public Task<int> TerminateAsync(TimeSpan patience)
    {
        Signals.Send(Id, Signals.Terminate);
        return WaitForExitAsync(patience);
    }

    /// <summary>SIGTERM, without waiting.</summary>
    public void Terminate() => Signals.Send(Id, Signals.Terminate);

    /// <summary>SIGINT, without waiting.</summary>
    public void Interrupt() => Signals.Send(Id, Signals.Interrupt);

    /// <summary>SIGKILL; waits for the end.</summary>
    public async Task KillAsync()
    {
        if (!HasExited)
            _process.Kill(entireProcessTree: true);
        await _reading.Task;
    }

    /// <summary>SIGSTOP: the process stays but does nothing.</summary>
    public void Freeze() => Signals.Send(Id, Signals.Stop);

    /// <summary>SIGCONT.</summary>
    public void Continue() => Signals.Send(Id, Signals.Continue);

    /// <summary>Waits for the end and returns the exit status.</summary>
    /// <exception cref="TimeoutException">It did not end in time; the message has its log.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan patience)
    {
        try
        {
            await _reading.Task.WaitAsync(patience);
            return _process.ExitCode;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{Name} did not end within {patience.TotalSeconds:0} s.\n{Log}");
        }
    }

    /// <summary>Waits for a line of its output.</summary>
    /// <exception cref="TimeoutException">It did not come in time, or the process ended; the message has its
    /// log.</exception>
    public async Task<string> WaitForLineAsync(Func<string, bool> which, TimeSpan patience)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(string line)
        {
            if (which(line))
                found.TrySetResult(line);
        }
        Said += Look;
        try
        {
            foreach (var line in Lines)
                Look(line);
            var first = await Task.WhenAny(found.Task, _reading.Task, Task.Delay(patience));
            if (first == found.Task)
                return await found.Task;
            throw new TimeoutException($"{Name} did not write the expected line.\n{Log}");
        }
        finally
        {
            Said -= Look;
        }
    }

    /// <summary>The files that are mapped into its memory: what it has loaded.</summary>
    public string ReadMaps() => File.ReadAllText($"/proc/{Id}/maps");

    public virtual async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Note(string? line)
    {
        if (line is null)
            return;
        _lines.Enqueue(line);
        Said?.Invoke(line);
    }
}
