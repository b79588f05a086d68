using System.Runtime;
using OmniAvatar.Training.Optimization;

namespace OmniAvatar.Training.Tests.Optimization;

[CollectionDefinition(nameof(StepGarbageTests), DisableParallelization = true)]
[Collection(nameof(StepGarbageTests))]
public class StepGarbageTests
{
    [Fact]
    public void Spare_WithinAStep_CollectsNothing()
    {
        var before = 0;
        using (StepGarbage.Spare())
        using (StepGarbage.Spare())
        {
            before = GC.CollectionCount(0);
            for (var i = 0; i < 1000; i++) GC.KeepAlive(new byte[10_000]);
            GC.CollectionCount(0).ShouldBe(before);
        }
        GCSettings.LatencyMode.ShouldNotBe(GCLatencyMode.NoGCRegion);
    }

    [Fact]
    public void Spare_MoreRoomThanThereIs_EndsQuietly()
    {
        using (StepGarbage.Spare())
            for (var i = 0; i < 30; i++) GC.KeepAlive(new byte[10 << 20]);
        using (StepGarbage.Spare()) GCSettings.LatencyMode.ShouldBe(GCLatencyMode.NoGCRegion);
    }
}
