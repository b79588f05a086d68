using OmniAvatar.Simulation;

namespace OmniAvatar.Grains.Control.Tests.Pool.Simulation;

/// <summary>The aims of the pool in a cluster that loses its slots all the time, smaller than <c>bench cluster</c> runs
/// it.</summary>
public sealed class ClusterSimulationTests
{
    private static readonly Scenario Small = new()
    {
        Slots = 24,
        Jobs = 12,
        Tenants = 5,
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Run_SlotsComeAndGo_KeepsItsAims(int seed)
    {
        var result = await ClusterSimulation.RunAsync(Small with { Seed = seed });

        result.Utilisation.ShouldBeGreaterThanOrEqualTo(0.97);
        result.MakespanRatioLoaded.ShouldBeLessThanOrEqualTo(1.05);
        result.LostFraction.ShouldBeLessThan(0.01);
        result.Preemptions.ShouldBeGreaterThan(500);
        foreach (var share in result.Shares)
            share.Error.ShouldBeLessThanOrEqualTo(result.Tolerance(share), $"{share.Tenant} of weight {share.Weight}");
    }

    [Fact]
    public async Task Run_SmallJobComesUnderFullLoad_HasItsFirstShotInAFewTimesWhatItTakesAlone()
    {
        var result = await ClusterSimulation.RunAsync(Small);
        result.FirstShot.ShouldBeInRange(result.FirstShotAlone, 4 * result.FirstShotAlone);
    }

    [Fact]
    public async Task Run_SameSeed_GoesTheSameWay()
    {
        var tiny = Small with { Slots = 6, Jobs = 2, Tenants = 2, JobSeconds = 600 };
        var (first, again, other) = (
            await ClusterSimulation.RunAsync(tiny),
            await ClusterSimulation.RunAsync(tiny),
            await ClusterSimulation.RunAsync(tiny with { Seed = 2 })
        );

        again.Makespan.ShouldBe(first.Makespan);
        again.Shares.ShouldBe(first.Shares);
        other.Makespan.ShouldNotBe(first.Makespan);
    }
}
