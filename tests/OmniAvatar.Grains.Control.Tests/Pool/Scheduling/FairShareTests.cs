using OmniAvatar.Grains.Work;
using static OmniAvatar.Grains.Control.Tests.Pool.Scheduling.TestPool;

namespace OmniAvatar.Grains.Control.Tests.Pool.Scheduling;

/// <summary>Slots that always work, heartbeat every 10 s, and pull again: who gets how many GPU-seconds.</summary>
public sealed class FairShareTests
{
    private const double OneSegment = 40;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Take_TenantsOfDifferentWeightAndSegments_GetTheirShareOfSecondsNotOfTasks(int seed)
    {
        var random = new Random(seed);
        var cluster = new BusySlots(slots: 2 + random.Next(12), seed);
        var tenants = Enumerable
            .Range(0, 6)
            .Select(n =>
                (
                    Name: $"t{n}",
                    Weight: 1 + 3 * random.NextDouble(),
                    Segment: OneSegment * (0.1 + 0.9 * random.NextDouble())
                )
            )
            .ToArray();
        foreach (var (name, weight, segment) in tenants)
            cluster.Endless(name, segment, weight);

        cluster.Run(20_000);

        var total = cluster.Used.Values.Sum();
        foreach (var (name, weight, _) in tenants)
        {
            var fair = total * weight / tenants.Sum(t => t.Weight);
            cluster.Used[name].ShouldBe(fair, Math.Max(0.02 * fair, 2 * OneSegment), name);
        }
    }

    [Fact]
    public void Take_TenantComesWhileOthersHaveLongWorked_GetsItsShareSoonAndNoMore()
    {
        var cluster = new BusySlots(slots: 20, seed: 1);
        cluster.Endless("old", OneSegment);
        cluster.Run(5_000);
        var before = cluster.Used["old"];
        cluster.Endless("new", OneSegment);

        cluster.Run(200);
        cluster.Used["new"].ShouldBeInRange(200 * 10 * 0.6, 200 * 10 * 1.05);
        cluster.Run(5_000);
        cluster.Used["new"].ShouldBe(cluster.Used["old"] - before, 5_200 * 20 * 0.02);
    }

    [Fact]
    public void Take_BothComeBackAfterOneWorkedAlone_ShareEqually()
    {
        var cluster = new BusySlots(slots: 4, seed: 1);
        cluster.Some("worker", count: 500, OneSegment);
        cluster.Run(6_000);
        cluster.Some("idler", count: 1, OneSegment);
        cluster.Run(100);
        var before = cluster.Used["worker"];
        cluster.Endless("worker", OneSegment);
        cluster.Endless("idler", OneSegment);

        cluster.Run(4_000);
        cluster.Used["worker"].ShouldBe(before + cluster.Used["idler"], 2 * OneSegment + 0.02 * 8_000);
    }

    [Fact]
    public void Take_TenantWhoseModelNobodyHas_DoesNotHoldOthersBack()
    {
        var cluster = new BusySlots(slots: 4, seed: 1);
        cluster.Pool.Offer(Segment("stuck", 0), Demand(OneSegment) with { Model = "nowhere" });
        cluster.Endless("old", OneSegment);
        cluster.Run(5_000);
        var before = cluster.Used["old"];
        cluster.Endless("new", OneSegment);

        cluster.Run(1_000);
        (cluster.Used["old"] - before).ShouldBe(2_000, 200);
    }

    [Fact]
    public void Take_TenantWithALimit_NeverHoldsMoreAndLeavesTheRestToOthers()
    {
        var cluster = new BusySlots(slots: 8, seed: 1);
        cluster.Endless("limited", OneSegment, weight: 100, limit: 3);
        cluster.Endless("other", OneSegment);

        cluster.Run(2_000);
        cluster.MostAtOnce["limited"].ShouldBe(3);
        cluster.Used["limited"].ShouldBe(6_000, 600);
        cluster.Used["other"].ShouldBe(10_000, 600);
    }

    [Fact]
    public void Take_FortyTenants_EveryoneIsServedWithinARound()
    {
        var cluster = new BusySlots(slots: 5, seed: 1);
        for (var tenant = 0; tenant < 40; tenant++)
            cluster.Endless($"t{tenant}", OneSegment);

        cluster.Run(9 * OneSegment);
        cluster.Used.Count.ShouldBe(40);
    }

    [Fact]
    public void Take_TwoModelsOnEverySlot_LoadsSeldomAndSharesEqually()
    {
        var cluster = new BusySlots(slots: 3, seed: 1) { LoadSeconds = 60 };
        cluster.Endless("a", OneSegment, model: "model");
        cluster.Endless("b", OneSegment, model: "big");

        cluster.Run(30_000);
        (cluster.Loads * 60.0 / (3 * 30_000)).ShouldBeLessThan(1.0 / 8);
        cluster.Used["a"].ShouldBe(cluster.Used["b"], 0.05 * 45_000);
    }

    [Fact]
    public void Take_ManyThousandReady_GivesEachOnceAndTheTenantsInTurns()
    {
        var pool = new TestPool();
        for (var tenant = 0; tenant < 20; tenant++)
            pool.Offer($"t{tenant}", 1_250);
        var taken = new List<WorkGrant>();
        while (pool.Take($"s{taken.Count % 512}") is { } grant)
        {
            pool.Release(grant, 10);
            taken.Add(grant);
        }
        taken.Select(grant => grant.Work).Distinct().Count().ShouldBe(25_000);
        taken.Chunk(20).ShouldAllBe(round => round.Select(grant => grant.Work.Job.Tenant).Distinct().Count() == 20);
    }
}
