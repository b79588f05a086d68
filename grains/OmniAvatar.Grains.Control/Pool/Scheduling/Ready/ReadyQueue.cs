using OmniAvatar.Grains.Pool;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Pool.Scheduling.Ready;

/// <summary>Work that waits for a slot, by tenant. Work whose prefix is in a slot's memory is kept for that slot for a
/// while. Every operation is logarithmic in the work that waits, apart from <see cref="RemoveAll"/>.</summary>
/// <param name="preference">How long work is kept for its preferred slot.</param>
internal sealed class ReadyQueue(TimeSpan preference)
{
    private readonly Dictionary<WorkId, ReadyWork> _all = [];
    private readonly Dictionary<string, TenantQueue> _tenants = [];
    private readonly Dictionary<string, HashSet<ReadyWork>> _warm = [];
    private readonly PriorityQueue<ReadyWork, TimeSpan> _closed = new();

    public int Count => _all.Count;

    public IEnumerable<string> Tenants => _tenants.Keys;

    /// <summary>How much waits, by tenant.</summary>
    public IReadOnlyDictionary<string, int> CountOfTenants() =>
        _tenants.ToDictionary(tenant => tenant.Key, tenant => tenant.Value.Count);

    public int CountOf(string tenant) => _tenants.GetValueOrDefault(tenant)?.Count ?? 0;

    public IEnumerable<JobId> Jobs => _all.Keys.Select(work => work.Job).Distinct();

    public bool Contains(WorkId work) => _all.ContainsKey(work);

    public WorkOffer? Find(WorkId work) => _all.GetValueOrDefault(work)?.Offer;

    public bool HasWorkOf(string tenant) => _tenants.ContainsKey(tenant);

    /// <summary>Adds work.</summary>
    /// <param name="offer">What can begin.</param>
    /// <param name="now">The pool's time.</param>
    /// <param name="notBefore">It is not granted earlier.</param>
    /// <param name="checkpoint">What an earlier attempt left of it.</param>
    public void Add(WorkOffer offer, TimeSpan now, TimeSpan notBefore, Checkpoint? checkpoint = null)
    {
        var opensAt = offer.PreferredSlot is null ? now : now + preference;
        var work = new ReadyWork(offer, notBefore, opensAt > notBefore ? opensAt : notBefore, checkpoint);
        _all.Add(work.Work, work);
        var tenant = Of(work.Tenant);
        tenant.Count++;
        if (offer.PreferredSlot is { } slot)
            WarmOn(slot).Add(work);
        if (work.OpensAt <= now)
            tenant.Open(work);
        else
            _closed.Enqueue(work, work.OpensAt);
    }

    /// <summary>Opens work that has been kept long enough; returns whether there was any.</summary>
    public bool Open(TimeSpan now)
    {
        var opened = false;
        while (_closed.TryPeek(out var work, out var opensAt) && opensAt <= now)
        {
            _closed.Dequeue();
            if (work.IsOpen || _all.GetValueOrDefault(work.Work) != work)
                continue;
            Of(work.Tenant).Open(work);
            opened = true;
        }
        return opened;
    }

    /// <summary>Stops keeping work for a slot that took other work or left.</summary>
    public void StopKeepingFor(string slot, TimeSpan now)
    {
        if (!_warm.TryGetValue(slot, out var kept))
            return;
        foreach (var work in kept)
            if (!work.IsOpen && work.NotBefore <= now)
                Of(work.Tenant).Open(work);
    }

    /// <summary>A tenant's work among which the best for a slot is.</summary>
    public IEnumerable<ReadyWork> Candidates(
        string tenant,
        SlotDescription slot,
        TimeSpan now,
        Func<ReadyWork, bool> mayTake
    )
    {
        if (_warm.TryGetValue(slot.Slot, out var warm))
        {
            foreach (var work in warm)
                if (work.Tenant == tenant && work.NotBefore <= now && work.Kind.Fits(slot) && mayTake(work))
                    yield return work;
        }
        foreach (var head in _tenants[tenant].Heads(kind => kind.Fits(slot), mayTake))
            yield return head;
    }

    /// <summary>Removes one work, and returns its offer if it was there.</summary>
    public WorkOffer? Remove(WorkId id)
    {
        if (!_all.Remove(id, out var work))
            return null;
        var tenant = Of(work.Tenant);
        tenant.Remove(work);
        if (--tenant.Count == 0)
            _tenants.Remove(work.Tenant);
        if (work.Offer.PreferredSlot is { } slot)
        {
            _warm[slot].Remove(work);
            if (_warm[slot].Count == 0)
                _warm.Remove(slot);
        }
        return work.Offer;
    }

    /// <summary>Removes and returns all work of a job.</summary>
    public IReadOnlyList<WorkOffer> RemoveAll(JobId job) =>
        [.. _all.Keys.Where(work => work.Job == job).ToArray().Select(work => Remove(work)!)];

    private TenantQueue Of(string tenant)
    {
        if (!_tenants.TryGetValue(tenant, out var queue))
            _tenants[tenant] = queue = new TenantQueue();
        return queue;
    }

    private HashSet<ReadyWork> WarmOn(string slot)
    {
        if (!_warm.TryGetValue(slot, out var warm))
            _warm[slot] = warm = [];
        return warm;
    }
}
