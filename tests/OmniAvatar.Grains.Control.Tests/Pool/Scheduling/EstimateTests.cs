using OmniAvatar.Grains.Pool;

namespace OmniAvatar.Grains.Control.Tests.Pool.Scheduling;

/// <summary>What work would take that is not submitted yet. A token-step takes one second here.</summary>
public sealed class EstimateTests
{
    private readonly TestPool _pool = new(options => options.Adoption = TimeSpan.Zero);

    [Fact]
    public void Estimate_NoSlotHasTheModel_HasNoTimes()
    {
        Join("s");

        var estimate = _pool.Scheduler.Estimate(Work("a", 40) with { Model = "other" });

        estimate.Slots.ShouldBeEmpty();
        (estimate.GpuSeconds, estimate.StartsInSeconds, estimate.EndsInSeconds).ShouldBe((null, null, null));
        estimate.Waiting.ShouldNotBeNull().ShouldContain("No running slot has the model other");
    }

    [Fact]
    public void Estimate_ModelThatWasNeverMeasured_SaysWhenItBeginsAndNoMore()
    {
        Join("s");

        var estimate = _pool.Scheduler.Estimate(Work("a", 40));

        (estimate.GpuSeconds, estimate.StartsInSeconds, estimate.EndsInSeconds).ShouldBe((null, 0, null));
        estimate.Slots.ShouldBe([new AbleSlot("s", IsBusy: false, GpuSeconds: null)]);
    }

    [Fact]
    public void Estimate_IdlePool_EndsAfterTheLongestShotOrAllOfTheWork()
    {
        Measure("s");
        Join("t");

        var spread = _pool.Scheduler.Estimate(Work("a", 40, longest: 10, shots: 4));
        var chain = _pool.Scheduler.Estimate(Work("a", 40, longest: 40, shots: 1));

        (spread.GpuSeconds, spread.StartsInSeconds, spread.EndsInSeconds).ShouldBe((40, 0, 20));
        (chain.GpuSeconds, chain.StartsInSeconds, chain.EndsInSeconds).ShouldBe((40, 0, 40));
        spread.Slots.Select(slot => slot.Slot).ShouldBe(["s", "t"]);
        spread.Waiting.ShouldBeNull();
    }

    [Fact]
    public void Estimate_BusyPool_WaitsForTheTenantsOwnWorkAtItsShare()
    {
        Measure("s");
        _pool.Offer("a", 3);
        _pool.Offer("b", 3);
        _pool.Take("s").ShouldNotBeNull();

        var estimate = _pool.Scheduler.Estimate(Work("a", 10));

        // 30 s of its own at half of one slot, or all 60 s of both: the same here.
        estimate.StartsInSeconds.ShouldBe(60);
        estimate.EndsInSeconds.ShouldBe(80);
        estimate.Slots.ShouldHaveSingleItem().IsBusy.ShouldBeTrue();
        estimate.Waiting.ShouldNotBeNull().ShouldContain("busy");
    }

    [Fact]
    public void Estimate_HeavierTenant_EndsEarlier()
    {
        Measure("s");
        _pool.Terms("a", weight: 3);
        _pool.Offer("b", 10);
        _pool.Take("s").ShouldNotBeNull();

        var (heavy, light) = (_pool.Scheduler.Estimate(Work("a", 30)), _pool.Scheduler.Estimate(Work("c", 30)));

        heavy.StartsInSeconds.ShouldBe(0);
        heavy.EndsInSeconds!.Value.ShouldBe(40, 0.001);
        light.EndsInSeconds!.Value.ShouldBe(60, 0.001);
    }

    [Fact]
    public void Estimate_TenantThatMayUseOneSlot_GetsNoMore()
    {
        Measure("s");
        Join("t");
        _pool.Terms("a", slots: 1);

        _pool.Scheduler.Estimate(Work("a", 40, longest: 10, shots: 4)).EndsInSeconds.ShouldBe(40);
    }

    [Fact]
    public void Estimate_Always_LeavesThePoolAsItIs()
    {
        Measure("s");
        _pool.Offer("a", 2);
        var before = _pool.Scheduler.Status();

        _pool.Scheduler.Estimate(Work("stranger", 1e9));

        var after = _pool.Scheduler.Status();
        (after.BacklogGpuSeconds, after.ReadyWork, after.Slots).ShouldBe(
            (before.BacklogGpuSeconds, before.ReadyWork, before.Slots)
        );
        _pool.Scheduler.Tenants.ShouldBe(["a"]);
    }

    private static PlannedWork Work(string tenant, double seconds, double longest = 0, int shots = 1) =>
        new(tenant, "model", seconds, longest, shots);

    private void Join(string slot) => _pool.Take(slot).ShouldBeNull();

    /// <summary>A slot joins and renders once, at a second for each token-step.</summary>
    private void Measure(string slot)
    {
        _pool.Offer("measured", 1);
        _pool.Release(_pool.Take(slot).ShouldNotBeNull(), used: 10);
    }
}
