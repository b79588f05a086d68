using OmniAvatar.Grains.Control.Pool.Scheduling.Ready;
using OmniAvatar.Grains.Control.Pool.Scheduling.Slots;
using OmniAvatar.Grains.Pool;

namespace OmniAvatar.Grains.Control.Pool.Scheduling;

/// <summary>
/// What work would take that is not submitted yet, as if nothing came after it:
/// <code>
/// share  = weight / weights of all tenants with work      of the slots that have the model
/// start  = 0 where a slot is idle, else the tenant's own work before it at this share
/// end    = start + the longer of: the longest shot on one slot; all of the work at this share
/// </code>
/// Neither can last longer than if everybody's work were done first.
/// </summary>
internal sealed partial class PoolScheduler
{
    /// <summary>Estimates the work; the pool's state stays as it is.</summary>
    public PoolEstimate Estimate(PlannedWork work)
    {
        var demand = new WorkDemand { Model = work.Model };
        var able = _slots.Present.Where(slot => WorkKind.Of(demand).Fits(slot)).ToArray();
        var isMeasured = _speeds.Measured.ContainsKey(work.Model);
        var waiting = Waiting(work.Tenant, demand);
        var estimate = new PoolEstimate
        {
            GpuSeconds = isMeasured ? work.TokenSteps * _speeds.SecondsPerTokenStep(work.Model, null) : null,
            Slots = [.. able.Select(slot => Ability(slot, work, isMeasured)).OrderBy(slot => slot.Slot)],
            Waiting = waiting,
        };
        if (able.Length == 0 || !isMeasured)
            return waiting is null ? estimate with { StartsInSeconds = 0 } : estimate;
        var (start, end) = Times(work, Capacity.Of(able, _speeds), canBegin: waiting is null);
        return estimate with { StartsInSeconds = start, EndsInSeconds = end };
    }

    private AbleSlot Ability(SlotDescription slot, PlannedWork work, bool isMeasured) =>
        new(
            slot.Slot,
            _leases.HeldBy(slot.Slot) is not null,
            isMeasured ? work.TokenSteps * _speeds.SecondsPerTokenStep(work.Model, slot.NumericClass) : null
        );

    private (double Start, double End) Times(PlannedWork work, Capacity capacity, bool canBegin)
    {
        var account = _shares.Of(work.Tenant);
        var others = Tenants.Where(tenant => tenant != work.Tenant).Sum(tenant => _shares.Of(tenant).Weight);
        var share = account.Weight / (account.Weight + others);
        var mayUse = Math.Min(account.Terms.ConcurrentSlots ?? int.MaxValue, work.Shots) / (double)capacity.Slots;

        var all = capacity.Seconds(work.Model, work.TokenSteps);
        var everybody = _backlog.GpuSeconds(_speeds) / capacity.Slots;
        var own = _backlog.GpuSeconds(_speeds, work.Tenant) / capacity.Slots;
        var start = canBegin ? 0 : Math.Min(own / share, everybody);
        var whole = Math.Max(
            Math.Min(all / share, everybody - own + all),
            Math.Max(all / Math.Min(1, mayUse), capacity.SlowestSeconds(work.Model, work.LongestShotTokenSteps))
        );
        return (start, start + whole);
    }
}
