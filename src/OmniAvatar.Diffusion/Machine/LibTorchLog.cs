using System.Runtime.InteropServices;

namespace OmniAvatar.Diffusion.Machine;

/// <summary>
/// What libtorch itself writes to standard error. On processors that its NNPACK does not know it writes the same
/// warning at every convolution, hundreds of lines a render. Our programs let it tell errors only, unless
/// <c>TORCH_CPP_LOG_LEVEL</c> says otherwise.
/// </summary>
public static partial class LibTorchLog
{
    private const string LevelVariable = "TORCH_CPP_LOG_LEVEL";

    /// <summary>Sets the level. libtorch reads the variable only on request, which Python does and nobody
    /// else.</summary>
    public static void LogErrorsOnly()
    {
        if (!OperatingSystem.IsLinux())
            return;
        _ = NativeEnvironment.SetVariable(LevelVariable, "ERROR", overwrite: 0);
        try
        {
            ReadLevel();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // A libtorch that has no such function: its warnings are seen, and nothing else changes.
        }
    }

    /// <summary><c>c10::initLogging()</c>.</summary>
    [LibraryImport("c10", EntryPoint = "_ZN3c1011initLoggingEv")]
    private static partial void ReadLevel();
}
