using OmniAvatar.Grains.Control.Pool.Scheduling;
using OmniAvatar.Grains.Control.Pool.Scheduling.Slots;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Control.Tests.Pool.Scheduling.Slots;

public sealed class LeaseTableTests
{
    private static readonly WorkGrant Grant = new(
        new WorkId(new JobId("local", "job"), 0, 0),
        1,
        "slot",
        TimeSpan.FromSeconds(30)
    );
    private readonly LeaseTable _leases = new(stuckAfterMedians: 10);

    [Fact]
    public void RemoveExpired_RenewedInTime_KeepsTheLeaseUntilItFallsSilent()
    {
        Add(Grant);
        Beat(0, 25).ShouldBeTrue();
        _leases.RemoveExpired(Seconds(54)).ShouldBeEmpty();
        _leases.RemoveExpired(Seconds(55)).ShouldHaveSingleItem().Grant.ShouldBe(Grant);
        Beat(1, 56).ShouldBeFalse();
    }

    [Fact]
    public void RemoveExpired_NoStepForTenMedians_RevokesALivingSlot()
    {
        Add(Grant);
        for (var step = 0; step <= 4; step++)
            Beat(step, 10 * step).ShouldBeTrue();
        for (var now = 50; now <= 140; now += 10)
            Beat(4, now).ShouldBeTrue();

        _leases.RemoveExpired(Seconds(140)).ShouldBeEmpty();
        Beat(4, 141).ShouldBeTrue();
        _leases.RemoveExpired(Seconds(141)).ShouldHaveSingleItem();
    }

    [Fact]
    public void RemoveExpired_SlowerModelBesideAFastOne_IsMeasuredByItsOwnSteps()
    {
        Add(Grant, model: "fast");
        for (var step = 0; step <= 20; step++)
            Beat(step, step).ShouldBeTrue();
        var slow = Grant with { Work = Grant.Work with { Shot = 1 }, Slot = "other" };
        Add(slow, model: "slow");
        for (var now = 20; now <= 140; now += 10)
            Beat(slow, now / 60, now).ShouldBeTrue();

        _leases.RemoveExpired(Seconds(141)).ShouldNotContain(lease => lease.Grant == slow);
    }

    [Fact]
    public void RemoveExpired_StoreAwayWhileItCommits_KeepsTheLeaseOfWorkThatIsDone()
    {
        for (var now = 0; now < 5; now++)
        {
            var quick = Grant with { Work = Grant.Work with { Shot = 1 + now } };
            Add(quick);
            Beat(quick, 0, now, RenderPhase.Commit);
            Beat(quick, 1, now + 1, RenderPhase.Commit);
            _leases.Remove(quick);
        }
        Add(Grant);
        for (var now = 0; now <= 600; now += 10)
            Beat(Grant, 0, now, RenderPhase.Commit).ShouldBeTrue();

        _leases.RemoveExpired(Seconds(601)).ShouldBeEmpty();
    }

    [Fact]
    public void Remove_OlderAttempt_LeavesTheNewerLease()
    {
        var newer = Grant with { Attempt = 2 };
        Add(newer);
        _leases.Remove(Grant).ShouldBeNull();
        _leases.Of(Grant.Work).ShouldNotBeNull().Grant.ShouldBe(newer);
        _leases.HeldBy("slot").ShouldNotBeNull().Grant.ShouldBe(newer);
    }

    private void Add(WorkGrant grant, string model = "model")
    {
        var slot = new SlotDescription(grant.Slot, [model], model, "class", 0);
        _leases.Add(new Lease(grant, slot, new Charge(new TenantAccount(), 0, 0, 0)), TimeSpan.Zero);
    }

    private bool Beat(int step, int now) => Beat(Grant, step, now);

    private bool Beat(WorkGrant grant, int step, int now, RenderPhase phase = RenderPhase.Denoise) =>
        _leases.Renew(grant, phase, step, Seconds(now)) is not null;

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
