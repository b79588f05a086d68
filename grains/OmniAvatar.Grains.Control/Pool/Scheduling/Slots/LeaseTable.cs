using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Control.Pool.Scheduling.Slots;

/// <summary>A slot's right to an attempt, and its progress.</summary>
internal sealed class Lease(WorkGrant grant, SlotDescription slot, Charge charge)
{
    public WorkGrant Grant { get; } = grant;

    /// <summary>The slot's numeric class.</summary>
    public string NumericClass { get; } = slot.NumericClass;

    /// <summary>The offer; null if a slot reported the work before its job offered it.</summary>
    public WorkOffer? Offer { get; set; }

    public Charge Charge { get; } = charge;

    /// <summary>As last reported.</summary>
    public AttemptUsage Usage { get; set; }

    /// <summary>When this pool granted or adopted it.</summary>
    public TimeSpan Began { get; set; }

    public TimeSpan Expires { get; set; }

    /// <summary>When it was last seen to be further than before.</summary>
    public TimeSpan AdvancedAt { get; set; }

    public RenderPhase? Phase { get; set; }

    public int Step { get; set; }

    public string Model { get; } = slot.LoadedModel ?? "";

    /// <summary>How long the slot has been at it; longer than the lease if an earlier pool granted it.</summary>
    public TimeSpan Running(TimeSpan now)
    {
        var used = TimeSpan.FromMilliseconds(Usage.GpuMilliseconds);
        return now - Began > used ? now - Began : used;
    }

    public PhaseKey Key(RenderPhase phase) => new(Offer?.Demand.Model ?? Model, NumericClass, phase);
}

/// <summary>All leases, timed by the pool's clock alone.</summary>
/// <param name="stuckAfterMedians">Medians of a phase that pass without an advance before a lease counts as
/// stuck.</param>
internal sealed class LeaseTable(double stuckAfterMedians)
{
    private readonly Dictionary<WorkId, Lease> _leases = [];
    private readonly Dictionary<string, Lease> _bySlot = [];
    private readonly PhaseMedians _medians = new();

    /// <summary>Slots that hold something.</summary>
    public int BusySlots => _bySlot.Count;

    public IEnumerable<JobId> Jobs => _leases.Keys.Select(work => work.Job).Distinct();

    public void Add(Lease lease, TimeSpan now)
    {
        (lease.Began, lease.Expires, lease.AdvancedAt) = (now, now + lease.Grant.Lease, now);
        _leases[lease.Grant.Work] = lease;
        _bySlot[lease.Grant.Slot] = lease;
    }

    public Lease? Of(WorkId work) => _leases.GetValueOrDefault(work);

    public Lease? HeldBy(string slot) => _bySlot.GetValueOrDefault(slot);

    /// <summary>Renews a lease and notes how far it is; null if this grant holds none.</summary>
    public Lease? Renew(WorkGrant grant, RenderPhase phase, int step, TimeSpan now)
    {
        if (Of(grant.Work) is not { } lease || lease.Grant != grant)
            return null;
        lease.Expires = now + grant.Lease;
        if (lease.Phase == phase && lease.Step == step)
            return lease;

        var advances = lease.Phase == phase ? step - lease.Step : 1;
        if (lease.Phase is { } before)
            _medians.Add(lease.Key(before), now - lease.AdvancedAt, advances);
        (lease.Phase, lease.Step, lease.AdvancedAt) = (phase, step, now);
        return lease;
    }

    /// <summary>Ends and returns a lease if it is this grant's.</summary>
    public Lease? Remove(WorkGrant grant)
    {
        if (Of(grant.Work) is not { } lease || lease.Grant != grant)
            return null;
        _leases.Remove(grant.Work);
        if (_bySlot.GetValueOrDefault(grant.Slot) == lease)
            _bySlot.Remove(grant.Slot);
        return lease;
    }

    /// <summary>Ends and returns leases that were not renewed in time, or that stand still.</summary>
    public IReadOnlyList<Lease> RemoveExpired(TimeSpan now) =>
        RemoveWhere(lease => lease.Expires <= now || IsStuck(lease, now));

    /// <summary>Ends and returns all leases of a job.</summary>
    public IReadOnlyList<Lease> RemoveAll(JobId job) => RemoveWhere(lease => lease.Grant.Work.Job == job);

    private Lease[] RemoveWhere(Func<Lease, bool> over)
    {
        var ended = _leases.Values.Where(over).ToArray();
        foreach (var lease in ended)
            Remove(lease.Grant);
        return ended;
    }

    // Progress is only seen at heartbeats, so a lease counts as stuck only after longer than a lease. A slot that
    // cannot commit has done its work and waits for the store: doing the work again elsewhere would not help.
    private bool IsStuck(Lease lease, TimeSpan now) =>
        now - lease.AdvancedAt > lease.Grant.Lease
        && lease.Phase is { } phase and not RenderPhase.Commit
        && _medians.Of(lease.Key(phase)) is { } median
        && now - lease.AdvancedAt > median * stuckAfterMedians;
}
