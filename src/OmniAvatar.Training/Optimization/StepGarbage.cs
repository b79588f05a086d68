using System.Runtime;

namespace OmniAvatar.Training.Optimization;

/// <summary>
/// Keeps the garbage collector away while a step computes. TorchSharp takes a number such as the 0.5 of <c>x.mul_(0.5)</c> as a Scalar, an
/// object of its own with a finalizer, and hands native code the pointer inside it without keeping the object alive until the call returns.
/// A collection at that moment frees what the native code is about to read: the program then aborts, or the number is another one. It takes
/// hours of training to happen, or seconds of a tight loop beside forced collections. No collection, no finalizer: between steps, where
/// nothing native runs, garbage goes as usual. A step that allocates more than <see cref="Room"/> is collected all the same.
/// </summary>
internal static class StepGarbage
{
    /// <summary>Bytes that steps may allocate before a collection; most need a tenth.</summary>
    private const long Room = 64 << 20;

    private static readonly Lock Gate = new();
    private static int _steps;

    /// <summary>Begins a step; disposing ends it. Steps of several threads at once share one reprieve.</summary>
    public static Reprieve Spare()
    {
        lock (Gate)
        {
            // The region belongs to the process, and whoever else asked for one has it.
            if (_steps++ == 0 && !IsSpared) GC.TryStartNoGCRegion(Room);
        }
        return new Reprieve();
    }

    private static bool IsSpared => GCSettings.LatencyMode == GCLatencyMode.NoGCRegion;

    private static void End()
    {
        lock (Gate)
        {
            if (--_steps > 0 || !IsSpared) return;
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
