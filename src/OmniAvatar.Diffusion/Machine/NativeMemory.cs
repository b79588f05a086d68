using System.Runtime.InteropServices;

namespace OmniAvatar.Diffusion.Machine;

/// <summary>The C allocator's free memory. It keeps what was freed between live blocks, and over hours that grows into
/// memory which is resident but unused: so it goes back to the system after each unit of work, which costs milliseconds
/// where forbidding the allocator to keep anything would cost half the speed.</summary>
internal static partial class NativeMemory
{
    private static readonly bool CanTrim =
        NativeLibrary.TryLoad("libc.so.6", out var library)
        && NativeLibrary.TryGetExport(library, "malloc_trim", out _);

    /// <summary>Gives free memory back, where the C library can (glibc).</summary>
    public static void ReturnFree()
    {
        if (CanTrim)
            _ = Trim(0);
    }

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keptAtTop);
}
