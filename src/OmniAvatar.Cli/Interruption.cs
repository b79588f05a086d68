using System.Runtime.InteropServices;
using OmniAvatar.Cli.Errors;

namespace OmniAvatar.Cli;

/// <summary>Turns Ctrl-C and SIGTERM into a cancelled token; a second one ends the process at once.</summary>
internal sealed partial class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private static ReadOnlySpan<byte> ShowCursor => "\x1b[?25h"u8;

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_source.IsCancellationRequested)
            EndAtOnce();
        _source.Cancel();
    }

    /// <summary>
    /// Ends without the clean-up that a process does at its end: libtorch's threads still compute, and die of what it
    /// takes from them. What must hold after a crash holds after this. Only the terminal needs its cursor back, which
    /// live bars hide.
    /// </summary>
    private static void EndAtOnce()
    {
        if (!Console.IsOutputRedirected)
        {
            // This does not use Console.Out, whose lock a progress bar may hold.
            using var terminal = Console.OpenStandardOutput();
            terminal.Write(ShowCursor);
        }
        _exit(FailureReporter.InterruptedExitCode);
    }

    [LibraryImport("libc")]
    private static partial void _exit(int status);
}
