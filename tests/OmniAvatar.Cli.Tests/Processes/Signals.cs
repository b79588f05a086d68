using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OmniAvatar.Cli.Tests.Processes;

/// <summary>Signals by the system call and not by the program of that name, which a bare Debian lacks.</summary>
internal static class Signals
{
    private const int InterruptSignal = 2;

    /// <summary>SIGINT.</summary>
    public static void Interrupt(Process process)
    {
        if (Kill(process.Id, InterruptSignal) != 0)
            throw new InvalidOperationException("The process could not be interrupted.");
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
