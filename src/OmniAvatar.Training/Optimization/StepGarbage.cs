using System.Runtime;

namespace OmniAvatar.Training.Optimization;

/// <summary>
/// Keeps the garbage collector away while a step computes. TorchSharp takes a number such as the 0.5 of <c>x.mul_(0.5)</c> as a Scalar, an
/// object of its own with a finalizer, and hands native code the pointer inside it without keeping the object alive until the call returns.
/// A collection at that moment frees what the native code is about to read: the program then aborts, or computes with another number.
/// It takes hours of training, or seconds of a tight loop beside many collections; the same loop in regions without collections ran through.
/// Garbage is collected between steps, where nothing native runs, and only when much has gathered: one collection costs milliseconds.
/// A step that allocates more than half of <see cref="Room"/> may be collected all the same.
/// </summary>
internal static class StepGarbage
{
    /// <summary>Bytes that may be allocated from one collection to the next.</summary>
    private const long Room = 64 << 20;

    private static readonly Lock Gate = new();
    private static int _steps;
    private static long _allocated;

    /// <summary>Begins a step; disposing ends it. Steps of several threads at once share one reprieve.</summary>
    public static Reprieve Spare()
    {
        lock (Gate)
        {
            // Beginning collects, so never while another step computes.
            if (_steps++ == 0 && !IsSpared && GC.TryStartNoGCRegion(Room)) _allocated = GC.GetTotalAllocatedBytes();
        }
        return new Reprieve();
    }

    private static bool IsSpared => GCSettings.LatencyMode == GCLatencyMode.NoGCRegion;

    private static void End()
    {
        lock (Gate)
        {
            if (--_steps > 0 || !IsSpared || GC.GetTotalAllocatedBytes() - _allocated < Room / 2) return;
            try
            {
                GC.EndNoGCRegion();
            }
            catch (InvalidOperationException)
            {
                // Somebody needed more room, and has ended the region just now.
            }
        }
    }

    /// <summary>The time of one step.</summary>
    internal readonly struct Reprieve : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => End();
    }
}
