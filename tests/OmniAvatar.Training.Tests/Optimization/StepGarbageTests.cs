using System.Runtime;
using OmniAvatar.Training.Optimization;

namespace OmniAvatar.Training.Tests.Optimization;

[CollectionDefinition(nameof(StepGarbageTests), DisableParallelization = true)]
[Collection(nameof(StepGarbageTests))]
public class StepGarbageTests
{
    [Fact]
    public void Spare_WithinSteps_CollectsNothing()
    {
        Step(megabytes: 40);
        using (StepGarbage.Spare())
        using (StepGarbage.Spare())
        {
            var before = GC.CollectionCount(0);
            for (var i = 0; i < 1000; i++) GC.KeepAlive(new byte[10_000]);
            GC.CollectionCount(0).ShouldBe(before);
        }
    }

    [Fact]
    public void Spare_MuchHasGathered_IsCollectedBetweenSteps()
    {
        Step(megabytes: 40);
        GCSettings.LatencyMode.ShouldNotBe(GCLatencyMode.NoGCRegion);
        var before = GC.CollectionCount(0);

        for (var i = 0; i < 20; i++) Step(megabytes: 5);

        (GC.CollectionCount(0) - before).ShouldBeInRange(2, 5);
    }

    [Fact]
    public void Spare_MoreThanThereIsRoomFor_EndsQuietly()
    {
        Step(megabytes: 300);
        Step(megabytes: 300);
    }

    private static void Step(int megabytes)
    {
        using var spared = StepGarbage.Spare();
        for (var i = 0; i < megabytes * 100; i++) GC.KeepAlive(new byte[10_000]);
    }
}
