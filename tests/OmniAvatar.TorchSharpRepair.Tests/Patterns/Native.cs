using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OmniAvatar.TorchSharpRepair.Tests.Patterns;

/// <summary>
/// Native code during which everything that can be collected is collected: the C library sorts the handle's two
/// numbers, and comparing them collects. Then it looks whether the handle was freed meanwhile.
/// </summary>
internal static unsafe class Native
{
    public const nuint Count = 2;
    public const nuint Size = sizeof(long);

    /// <summary>Handles that native code found freed while it read them.</summary>
    public static int Freed;

    /// <summary>Handles that native code read.</summary>
    public static int Seen;

    public static readonly delegate* unmanaged[Cdecl]<long*, long*, int> Compare = &CollectAndCompare;

    [DllImport("libc", EntryPoint = "qsort")]
    public static extern void Look(
        IntPtr handle,
        nuint count,
        nuint size,
        delegate* unmanaged[Cdecl]<long*, long*, int> compare
    );

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CollectAndCompare(long* first, long* second)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Seen++;
        Freed += (int)(*first | *second);
        return 0;
    }
}
