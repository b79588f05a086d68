using System.ComponentModel;
using System.Runtime.InteropServices;

namespace OmniAvatar.Testing.Processes;

/// <summary>Signals by the system call: a bare Debian has no kill program.</summary>
internal static class Signals
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>Sends a signal to a process, or with a negative id to its group.</summary>
    public static void Send(int process, int signal)
    {
        if (SystemKill(process, signal) != 0)
            throw new Win32Exception(
                Marshal.GetLastPInvokeError(),
                $"Signal {signal} could not be sent to process {process}."
            );
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SystemKill(int process, int signal);
}
