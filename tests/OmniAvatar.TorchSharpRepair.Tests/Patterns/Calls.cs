using System.Runtime.CompilerServices;

namespace OmniAvatar.TorchSharpRepair.Tests.Patterns;

/// <summary>
/// Each way in which code takes handles of objects and gives them to native code. None keeps its objects alive; the
/// repair has to. Nothing is inlined and all is optimised, so that an object is let go at its last use.
/// </summary>
internal static unsafe class Calls
{
    private const MethodImplOptions AsItIs = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    [MethodImpl(AsItIs)]
    public static void Parameter(Owner owner) => Native.Look(owner.Handle, Native.Count, Native.Size, Native.Compare);

    [MethodImpl(AsItIs)]
    public static void Passing() => Native.Look(new Owner().Handle, Native.Count, Native.Size, Native.Compare);

    [MethodImpl(AsItIs)]
    public static void Local()
    {
        var owner = new Owner();
        var handle = owner.Handle;
        Native.Look(handle, Native.Count, Native.Size, Native.Compare);
    }

    [MethodImpl(AsItIs)]
    public static void StaticMethod(Owner owner) =>
        Native.Look(Owner.HandleOf(owner), Native.Count, Native.Size, Native.Compare);

    [MethodImpl(AsItIs)]
    public static void TwoHandles(Owner first, Owner second)
    {
        var (a, b) = (first.Handle, second.Handle);
        Native.Look(a, Native.Count, Native.Size, Native.Compare);
        Native.Look(b, Native.Count, Native.Size, Native.Compare);
    }

    [MethodImpl(AsItIs)]
    public static void Loop(int times)
    {
        for (var i = 0; i < times; i++)
            Native.Look(new Owner().Handle, Native.Count, Native.Size, Native.Compare);
    }

    [MethodImpl(AsItIs)]
    public static void Collection(IReadOnlyList<Owner> owners)
    {
        foreach (var handle in owners.Select(owner => owner.Handle).ToArray())
            Native.Look(handle, Native.Count, Native.Size, Native.Compare);
    }

    [MethodImpl(AsItIs)]
    public static void Span(ReadOnlySpan<Owner> owners)
    {
        var handles = new IntPtr[owners.Length];
        for (var i = 0; i < owners.Length; i++)
            handles[i] = owners[i].Handle;
        foreach (var handle in handles)
            Native.Look(handle, Native.Count, Native.Size, Native.Compare);
    }

    [MethodImpl(AsItIs)]
    public static void Constrained<T>(T owner)
        where T : IOwner => Native.Look(owner.Handle, Native.Count, Native.Size, Native.Compare);

    [MethodImpl(AsItIs)]
    public static void TryCatch(Owner owner)
    {
        try
        {
            Native.Look(owner.Handle, Native.Count, Native.Size, Native.Compare);
            throw new InvalidOperationException();
        }
        catch (InvalidOperationException)
        {
            Native.Look(new Owner().Handle, Native.Count, Native.Size, Native.Compare);
        }
        finally
        {
            Native.Look(new Owner().Handle, Native.Count, Native.Size, Native.Compare);
        }
    }

    [MethodImpl(AsItIs)]
    public static int EarlyReturn(Owner owner, int branch)
    {
        Native.Look(owner.Handle, Native.Count, Native.Size, Native.Compare);
        if (branch == 0)
            return 1;
        Native.Look(new Owner().Handle, Native.Count, Native.Size, Native.Compare);
        return branch == 1 ? 2 : 3;
    }

    /// <summary>Its jumps fit into a byte as long as nothing is added.</summary>
    [MethodImpl(AsItIs)]
    public static void NearJumps(Owner owner, int branch)
    {
        switch (branch)
        {
            case 0:
                Native.Look(owner.Handle, Native.Count, Native.Size, Native.Compare);
                Native.Look(new Owner().Handle, Native.Count, Native.Size, Native.Compare);
                break;
            case 1:
                Native.Look(new Owner().Handle, Native.Count, Native.Size, Native.Compare);
                break;
            default:
                Native.Look(owner.Handle, Native.Count, Native.Size, Native.Compare);
                Native.Look(new Owner().Handle, Native.Count, Native.Size, Native.Compare);
                break;
        }
    }
}
