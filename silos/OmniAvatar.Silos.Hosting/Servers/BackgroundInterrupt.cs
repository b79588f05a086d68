using System.Runtime.InteropServices;

namespace OmniAvatar.Silos.Hosting.Servers;

/// <summary>
/// Lets SIGINT end a program that a script has started with <c>&amp;</c>. Shells have such a program ignore SIGINT,
/// .NET keeps what is ignored at the start ignored, and then <c>kill -INT</c> asks in vain.
/// </summary>
public static partial class BackgroundInterrupt
{
    private const int Interrupt = 2;
    private const nint ByDefault = 0;
    private const nint Ignored = 1;

    // Larger than struct sigaction anywhere; its first field is the handler.
    private const int ActionBytes = 512;

    /// <summary>Gives SIGINT its meaning back where it is ignored. Comes first of all: what .NET has found ignored it
    /// never looks at again.</summary>
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
