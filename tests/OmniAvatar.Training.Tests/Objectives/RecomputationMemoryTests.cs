using System.Globalization;
using System.Runtime.InteropServices;
using OmniAvatar.Training.Models;

namespace OmniAvatar.Training.Tests.Objectives;

/// <summary>Alone, since the memory that is measured is the whole process's.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public class MeasuredAlone;

[Collection(nameof(MeasuredAlone))]
public sealed class RecomputationMemoryTests : IDisposable
{
    private readonly TinyWorld _world = new();

    [Fact]
    public void Recompute_PeakMemory_IsMuchLess()
    {
        if (!OperatingSystem.IsLinux()) return;
        var with = PeakOf(recompute: true);
        var without = PeakOf(recompute: false);

        // Four layers: one of them, and what the way back needs in any case, is what is left.
        with.ShouldBeLessThan(without * 3 / 4, $"{with >> 20} MiB with, {without >> 20} MiB without");
    }

    public void Dispose() => _world.Dispose();

    /// <summary>Bytes that one step needs at most beyond what the process has before it.</summary>
    private long PeakOf(bool recompute)
    {
        using var network = _world.Load(TinyWorld.Recipe with { Recompute = recompute });
        using var clips = new TestClips(_world, frames: 16, side: 16);
        clips.Backward(network);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        ReturnFreeMemory(0); // what earlier tests left would serve a step without a trace
        File.WriteAllText("/proc/self/clear_refs", "5"); // the peak begins anew
        var before = Status("VmRSS");
        clips.Backward(network);
        return Status("VmHWM") - before;
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int ReturnFreeMemory(nuint kept);

    private static long Status(string field) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
