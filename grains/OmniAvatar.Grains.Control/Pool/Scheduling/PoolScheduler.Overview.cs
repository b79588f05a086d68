using OmniAvatar.Grains.Pool;

namespace OmniAvatar.Grains.Control.Pool.Scheduling;

/// <summary>What an operator sees and does.</summary>
internal sealed partial class PoolScheduler
{
    /// <summary>A slot takes no more work, or does again.</summary>
    /// <returns>Whether the slot is there.</returns>
    public bool Drain(string slot, bool drain, TimeSpan now)
    {
        if (!_slots.SetDraining(slot, drain))
            return false;
        _capacity = null;
        if (drain)
            _ready.StopKeepingFor(slot, now);
        return true;
    }

    public bool IsDraining(string slot) => _slots.IsDraining(slot);

    /// <summary>Every slot, and every tenant that has work.</summary>
    public PoolOverview Overview(PoolStatus status, TimeSpan now) =>
        new()
        {
            Status = status,
            Slots = [.. _slots.All.OrderBy(slot => slot.Slot, StringComparer.Ordinal).Select(slot => Show(slot, now))],
            Tenants = [.. Tenants.Order(StringComparer.Ordinal).Select(Show)],
        };

    private SlotOverview Show(SlotDescription slot, TimeSpan now) =>
        new()
        {
            Slot = slot,
            SecondsPerTokenStep = slot.LoadedModel is { } model ? _speeds.MeasuredOn(model, slot.NumericClass) : null,
            IsDraining = IsDraining(slot.Slot),
            Work = _leases.HeldBy(slot.Slot) is { } lease
                ? new SlotWork(lease.Grant, lease.Running(now), lease.Phase, lease.Step)
                : null,
        };

    private TenantOverview Show(string tenant)
    {
        var account = _shares.Of(tenant);
        return new TenantOverview
        {
            Tenant = tenant,
            ReadyWork = _ready.CountOf(tenant),
            Slots = account.Slots,
            BacklogGpuSeconds = _backlog.GpuSeconds(_speeds, tenant),
            UsedGpuSeconds = account.Used,
            ShareUsed = _leases.BusySlots == 0 ? 0 : (double)account.Slots / _leases.BusySlots,
            ShareDue = account.Weight / Tenants.Sum(other => _shares.Of(other).Weight),
        };
    }
}
