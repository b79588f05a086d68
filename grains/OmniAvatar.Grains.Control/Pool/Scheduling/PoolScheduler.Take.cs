using OmniAvatar.Grains.Control.Pool.Scheduling.Ready;
using OmniAvatar.Grains.Control.Pool.Scheduling.Slots;
using OmniAvatar.Grains.Pool;

namespace OmniAvatar.Grains.Control.Pool.Scheduling;

/// <summary>Chooses the work for a slot.</summary>
internal sealed partial class PoolScheduler
{
    private static readonly TimeSpan CapacityAge = TimeSpan.FromSeconds(10);

    private readonly List<Candidate> _candidates = [];
    private Capacity? _capacity;
    private TimeSpan _capacityFrom;

    /// <summary>Opens work that was kept for one slot long enough. Returns whether there was any, so that waiting pulls
    /// must be woken.</summary>
    public bool Open(TimeSpan now) => _ready.Open(now);

    /// <summary>Takes the work that is next for a slot which holds nothing, and charges its tenant the
    /// estimate.</summary>
    public Reservation? Take(SlotDescription slot, TimeSpan now)
    {
        _slots.MarkSeen(slot, now);
        _ready.Open(now);
        if (_ready.Count == 0 || IsDraining(slot.Slot))
            return null;

        _candidates.Clear();
        var weights = _backlog.Tenants.Sum(tenant => _shares.Of(tenant).Weight);
        foreach (var tenant in _ready.Tenants)
            if (_shares.Of(tenant).MayHoldMore && Best(tenant, slot, weights, now) is { } best)
                _candidates.Add(best);
        if (_candidates.Count == 0)
            return null;

        _shares.Place([.. _candidates.Select(c => c.Account)]);
        return Reserve(_choice.Fairest(_candidates).Work, slot, now);
    }

    private Reservation Reserve(ReadyWork work, SlotDescription slot, TimeSpan now)
    {
        var offer = _ready.Remove(work.Work)!;
        GiveUpPlace(work.Tenant);
        _ready.StopKeepingFor(slot.Slot, now);
        return _reserved[work.Work] = new Reservation(offer, slot, _shares.Lend(work.Tenant, Estimate(work, slot)));
    }

    private double Estimate(ReadyWork work, SlotDescription slot)
    {
        var load = work.Demand.Model == slot.LoadedModel ? 0 : _speeds.LoadSeconds(work.Demand.Model);
        var saved = work.Checkpoint is { } left && left.NumericClass == slot.NumericClass ? left.Seconds : 0;
        return load + Math.Max(0, _speeds.Seconds(work.Demand, slot.NumericClass) - saved);
    }

    private Candidate? Best(string tenant, SlotDescription slot, double weights, TimeSpan now)
    {
        var account = _shares.Of(tenant);
        var left = SecondsLeft(tenant, account, weights, now);
        Candidate? best = null;
        foreach (var work in _ready.Candidates(tenant, slot, now, ready => MayTake(ready, slot)))
        {
            var chain = CapacityAt(now).SlowestSeconds(work.Demand.Model, work.ChainTokenSteps);
            var candidate = _choice.Weigh(work, account, slot, chain, left);
            best = best is { } other ? _choice.Better(other, candidate, slot) : candidate;
        }
        return best;
    }

    /// <summary>Work that failed on this slot goes to other slots, if there are any.</summary>
    private bool MayTake(ReadyWork work, SlotDescription slot)
    {
        var failedOn = work.Demand.FailedOn;
        return failedOn.Count == 0 || !failedOn.Contains(slot.Slot) || !_slots.CanDo(work.Kind, failedOn);
    }

    /// <summary>How long a tenant's work still takes with its share of the slots.</summary>
    private double SecondsLeft(string tenant, TenantAccount account, double weights, TimeSpan now)
    {
        var capacity = CapacityAt(now);
        var share = account.Weight / weights;
        if (account.Terms.ConcurrentSlots is { } limit)
            share = Math.Min(share, (double)limit / Math.Max(1, capacity.Slots));
        return _backlog.Of(tenant).Sum(model => capacity.Seconds(model.Key, model.Value.TokenSteps)) / share;
    }

    private Capacity CapacityAt(TimeSpan now)
    {
        if (_capacity is not null && now - _capacityFrom < CapacityAge)
            return _capacity;
        _capacityFrom = now;
        return _capacity = Capacity.Of(_slots.Present, _speeds);
    }
}
