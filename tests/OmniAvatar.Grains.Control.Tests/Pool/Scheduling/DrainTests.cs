using OmniAvatar.Grains.Control.Pool.Scheduling;
using OmniAvatar.Rendering;
using static OmniAvatar.Grains.Control.Tests.Pool.Scheduling.TestPool;

namespace OmniAvatar.Grains.Control.Tests.Pool.Scheduling;

/// <summary>An operator lets a slot finish, and sees what it does.</summary>
public sealed class DrainTests
{
    private readonly TestPool _pool = new(options => options.Adoption = TimeSpan.Zero);

    private PoolScheduler Scheduler => _pool.Scheduler;

    [Fact]
    public void Drain_SlotAtWork_KeepsItsLeaseAndTakesNoMoreUntilItIsTakenBack()
    {
        _pool.Offer("a", 2);
        var held = _pool.Take("s").ShouldNotBeNull();

        Scheduler.Drain("s", true, TimeSpan.Zero).ShouldBeTrue();

        var progress = new RenderProgress(RenderPhase.Denoise, 1, 3);
        Scheduler.Renew(held, Slot("s"), progress, default, TimeSpan.Zero).ShouldBe(Renewal.Renewed);
        Scheduler.Release(held, default).ShouldBeTrue();
        _pool.Take("s").ShouldBeNull();
        Scheduler.Drain("s", false, TimeSpan.Zero).ShouldBeTrue();
        _pool.Take("s").ShouldNotBeNull();
    }

    [Fact]
    public void Drain_WorkThatIsWarmOnIt_GoesToAnotherSlotAtOnce()
    {
        _pool.Take("s").ShouldBeNull();
        _pool.Offer(Segment("a", 0, 1), warmOn: "s");
        _pool.Take("t").ShouldBeNull();

        Scheduler.Drain("s", true, TimeSpan.Zero);

        _pool.Take("t").ShouldNotBeNull();
    }

    [Fact]
    public void Drain_UnknownSlot_SaysSo() => Scheduler.Drain("s", true, TimeSpan.Zero).ShouldBeFalse();

    [Fact]
    public void Drain_PoolThatHasMoved_LearnsItFromTheSlotOnce()
    {
        var told = Slot("s") with { IsDraining = true };
        _pool.Offer("a", 1);

        _pool.Take(told).ShouldBeNull();
        Scheduler.Drain("s", false, TimeSpan.Zero).ShouldBeTrue();
        // A pull that was under way still says what the slot knew before.
        _pool.Take(told).ShouldNotBeNull();
    }

    [Fact]
    public void Waiting_EverySlotIsDrained_SaysThatTheOperatorDoes()
    {
        _pool.Take("s").ShouldBeNull();
        Scheduler.Drain("s", true, TimeSpan.Zero);

        Scheduler.Waiting("a", Demand()).ShouldNotBeNull().ShouldContain("operator");
    }

    [Fact]
    public void Overview_OfWorkingPool_TellsWorkTimesAndShares()
    {
        _pool.Terms("a", weight: 3);
        _pool.Offer("a", 2);
        _pool.Offer("b", 1);
        var held = _pool.Take("s").ShouldNotBeNull();
        Scheduler.Take(Slot("idle") with { Models = ["other"] }, TimeSpan.Zero).ShouldBeNull();

        var seen = Scheduler.Overview(Scheduler.Status(), TimeSpan.FromSeconds(7));

        seen.Slots.Select(slot => slot.Slot.Slot).ShouldBe(["idle", "s"]);
        seen.Slots[0].Work.ShouldBeNull();
        var work = seen.Slots[1].Work.ShouldNotBeNull();
        (work.Grant, work.Running).ShouldBe((held, TimeSpan.FromSeconds(7)));
        seen.Tenants.Select(tenant => (tenant.Tenant, tenant.ShareDue)).ShouldBe([("a", 0.75), ("b", 0.25)]);
        var holder = seen.Tenants.Single(tenant => tenant.Tenant == held.Work.Job.Tenant);
        (holder.Slots, holder.ShareUsed).ShouldBe((1, 1.0));
        seen.Tenants.Sum(tenant => tenant.ReadyWork).ShouldBe(2);
    }
}
