using OmniAvatar.Grains.Control.Pool;
using OmniAvatar.Grains.Control.Pool.Scheduling;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Tests.Pool;

public sealed class LeaseTableTests
{
    private static readonly WorkGrant Grant = new(new WorkId(new JobId("local", "job"), 0, 0), 1, "slot", TimeSpan.FromSeconds(30));
    private readonly LeaseTable _leases = new(new GpuPoolOptions());

    [Fact]
    public void RemoveExpired_RenewedInTime_KeepsTheLeaseUntilItFallsSilent()
    {
        _leases.Add(Grant, new Deaf(), Seconds(0));
        Beat(0, 25).ShouldBeTrue();
        _leases.RemoveExpired(Seconds(54)).ShouldBeEmpty();
        _leases.RemoveExpired(Seconds(55)).ShouldHaveSingleItem().Grant.ShouldBe(Grant);
        Beat(1, 56).ShouldBeFalse();
    }

    [Fact]
    public void RemoveExpired_NoStepForTenMedians_RevokesALivingSlot()
    {
        _leases.Add(Grant, new Deaf(), Seconds(0));
        for (var step = 0; step <= 4; step++) Beat(step, 10 * step).ShouldBeTrue();
        for (var now = 50; now <= 140; now += 10) Beat(4, now).ShouldBeTrue();

        _leases.RemoveExpired(Seconds(140)).ShouldBeEmpty();
        Beat(4, 141).ShouldBeTrue();
        _leases.RemoveExpired(Seconds(141)).ShouldHaveSingleItem();
    }

    [Fact]
    public void Remove_OlderAttempt_LeavesTheNewerLease()
    {
        var newer = Grant with { Attempt = 2 };
        _leases.Add(newer, new Deaf(), Seconds(0));
        _leases.Remove(Grant).ShouldBeFalse();
        _leases.Of(Grant.Work).ShouldBe(newer);
    }

    private bool Beat(int step, int now) => _leases.Renew(new Heartbeat(Grant, new SlotDescription("slot", [], null, "", 0), new Deaf(), RenderPhase.Denoise, step, default), Seconds(now));

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private sealed class Deaf : ISlotObserver
    {
        public Task OnStopAsync(WorkGrant grant) => Task.CompletedTask;
    }
}
