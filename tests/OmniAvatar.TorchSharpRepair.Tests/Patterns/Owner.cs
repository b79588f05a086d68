using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OmniAvatar.TorchSharpRepair.Tests.Patterns;

/// <summary>What has a handle, for calls through a type parameter.</summary>
internal interface IOwner
{
    IntPtr Handle { get; }
}

/// <summary>Owns native memory, and marks it where TorchSharp's finalizers would free it.</summary>
internal sealed unsafe class Owner : IOwner
{
    /// <summary>Stays for good, so that what was freed too early can still be looked at.</summary>
    private readonly long* _memory = (long*)NativeMemory.AllocZeroed(2, sizeof(long));

    ~Owner() => *_memory = 1;

    public IntPtr Handle => (IntPtr)_memory;

    public static IntPtr HandleOf(Owner owner) => owner.Handle;
}

/// <summary>An owner that is a value: it lives as long as the object in it.</summary>
internal readonly struct ValueOwner() : IOwner
{
    private readonly Owner _owner = new();

    public IntPtr Handle => _owner.Handle;
}

/// <summary>An owner that gives its handle to native code itself.</summary>
internal sealed unsafe class SelfOwner
{
    private readonly Owner _owner = new();
    private readonly IntPtr _handle;

    public SelfOwner() => _handle = _owner.Handle;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Look() => Native.Look(_handle, Native.Count, Native.Size, Native.Compare);
}
