using System.Runtime.InteropServices;

namespace OmniAvatar.Silos.Hosting.Servers;

/// <summary>Lets SIGINT end a program that a script has started with <c>&amp;</c>. Shells make such a program ignore
/// SIGINT, and .NET keeps a signal ignored that is ignored at the start, so <c>kill -INT</c> would have no
/// effect.</summary>
public static partial class BackgroundInterrupt
{
    private const int Interrupt = 2;
    private const nint ByDefault = 0;
    private const nint Ignored = 1;

    // Larger than struct sigaction anywhere; its first field is the handler.
    private const int ActionBytes = 512;

    /// <summary>Restores SIGINT if it is ignored. This must come first: .NET never looks again at a signal that it
    /// found ignored.</summary>
    public static unsafe void Restore()
    {
        if (OperatingSystem.IsWindows())
            return;
        var action = stackalloc byte[ActionBytes];
        if (FindAction(Interrupt, 0, action) == 0 && *(nint*)action == Ignored)
            SetHandler(Interrupt, ByDefault);
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static unsafe partial int FindAction(int signal, nint action, byte* old);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);
}
