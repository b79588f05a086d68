using System.Globalization;
using System.Runtime.InteropServices;

namespace OmniAvatar.Training.Tests.Objectives;

/// <summary>Alone, since the memory that is measured is the whole process's.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public class MeasuredAlone;

[Collection(nameof(MeasuredAlone))]
public sealed partial class RecomputationMemoryTests : IDisposable
{
    private readonly TinyWorld _world = new();

    [Fact]
    public void Recompute_PeakMemory_IsLessThanThreeQuarters()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var with = PeakOf(recompute: true);
        var without = PeakOf(recompute: false);

        with.ShouldBeLessThan(3 * without / 4, $"{with >> 20} MiB with, {without >> 20} MiB without");
    }

    public void Dispose() => _world.Dispose();

    /// <summary>
    /// Bytes that one step needs at most beyond what the process has before it. Memory that the runtime gives back
    /// meanwhile, of tests before, makes a step look smaller and never larger: the largest of a few is what it needs.
    /// </summary>
    private long PeakOf(bool recompute)
    {
        using var network = _world.Load(TinyWorld.Recipe with { Recompute = recompute });
        using var clips = new TestClips(_world, frames: 16, side: 16);
        clips.Backward(network);
        return Enumerable.Range(0, 4).Max(_ => Once());

        long Once()
        {
            Settle();
            var before = Status("VmRSS");
            clips.Backward(network);
            return Status("VmHWM") - before;
        }
    }

    private static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        _ = ReturnFree(0); // what the allocator keeps of earlier tests would hide what a step needs
        File.WriteAllText("/proc/self/clear_refs", "5"); // the peak begins anew
    }

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int ReturnFree(nuint keptAtTop);

    private static long Status(string field) =>
        1024
        * long.Parse(
            File.ReadLines("/proc/self/status")
                .First(line => line.StartsWith(field, StringComparison.Ordinal))
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        );
}
