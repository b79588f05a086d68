using OmniAvatar.Grains.Control.Pool.Scheduling.Ready;
using OmniAvatar.Grains.Control.Pool.Scheduling.Slots;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Control.Pool.Scheduling;

/// <summary>The result of a heartbeat.</summary>
internal enum Renewal
{
    /// <summary>The lease is gone.</summary>
    Gone,

    Renewed,

    /// <summary>This pool is new and takes over the lease that the slot reports.</summary>
    Adopted,
}

/// <summary>Work that was taken for a slot while its job is asked.</summary>
internal sealed record Reservation(WorkOffer Offer, SlotDescription Slot, Charge Charge);

/// <summary>
/// A pool without messages and clocks: what waits, who holds what, and who is next. It is told the time, which only
/// grows, and what happens; the pool's grain and the simulation drive it alike.
/// <code>
/// Offer ─► ready ─► Take ─► reserved ─► Grant ─► leased ─► Renew … Release
///            ▲               │ Refuse: gone          │ Expire, Withdraw: gone; the job offers what it still wants
///            └── PutBack ────┘
/// </code>
/// </summary>
internal sealed partial class PoolScheduler
{
    private readonly GpuPoolOptions _options;
    private readonly TimeSpan _adoptionEnds;
    private readonly ReadyQueue _ready;
    private readonly Dictionary<WorkId, Reservation> _reserved = [];
    private readonly LeaseTable _leases;
    private readonly SlotTable _slots;
    private readonly FairShares _shares;
    private readonly SpeedTable _speeds;
    private readonly SlotChoice _choice;
    private readonly Backlog _backlog = new();
    private readonly CheckpointMemory _checkpoints = new();

    public PoolScheduler(GpuPoolOptions options, TimeSpan now)
    {
        _options = options;
        _adoptionEnds = now + (options.Adoption ?? options.Lease);
        _ready = new ReadyQueue(options.Preference);
        _leases = new LeaseTable(options.StuckAfterMedians);
        _slots = new SlotTable(options.Lease + options.PullWait);
        _shares = new FairShares(options.ChargedAhead, options.MostCredit);
        _speeds = new SpeedTable(options);
        _choice = new SlotChoice(options, _speeds, _slots);
    }

    /// <summary>Adds ready work; what waits or runs already stays, unless its job knows that this is over.</summary>
    public void Offer(WorkOffer offer, TimeSpan now)
    {
        if (_reserved.ContainsKey(offer.Work))
            return;
        if (_ready.Contains(offer.Work))
        {
            if (!offer.LastAttemptIsOver || IsSame(_ready.Find(offer.Work)!, offer))
                return;
            Forget(offer.Work);
        }
        if (_leases.Of(offer.Work) is { } held)
        {
            if (!offer.LastAttemptIsOver || held.Grant.Attempt > offer.LastAttempt)
            {
                Attach(held, offer);
                return;
            }
            EndEarly(_leases.Remove(held.Grant)!);
        }
        _ready.Add(offer, now, offer.LastAttemptIsOver ? TimeSpan.Zero : _adoptionEnds, _checkpoints.Of(offer.Work));
        _backlog.Add(offer);
    }

    /// <summary>Forgets a job's ready work, and ends and returns its leases.</summary>
    public IReadOnlyList<Lease> Withdraw(JobId job)
    {
        foreach (var offer in _ready.RemoveAll(job))
            Left(offer);
        var ended = EndAll(_leases.RemoveAll(job));
        _checkpoints.ForgetAll(job);
        return ended;
    }

    /// <summary>The job wants it done under this attempt number: the slot holds a lease from now on.</summary>
    public WorkGrant Grant(Reservation taken, int attempt, TimeSpan now)
    {
        _reserved.Remove(taken.Offer.Work);
        var grant = new WorkGrant(
            taken.Offer.Work,
            attempt,
            taken.Slot.Slot,
            _options.Lease,
            taken.Offer.Demand.TraceParent,
            FailedElsewhere: taken.Offer.Demand.FailedOn.Any(slot => slot != taken.Slot.Slot)
        );
        _leases.Add(new Lease(grant, taken.Slot, taken.Charge) { Offer = taken.Offer }, now);
        return grant;
    }

    /// <summary>The job does not want it done.</summary>
    public void Refuse(Reservation taken)
    {
        _reserved.Remove(taken.Offer.Work);
        FairShares.TakeBack(taken.Charge, 0);
        _backlog.Remove(taken.Offer);
        _checkpoints.Forget(taken.Offer.Work);
    }

    /// <summary>The job could not be asked: the work waits again and is not offered for a while.</summary>
    public void PutBack(Reservation taken, TimeSpan now, TimeSpan notBefore)
    {
        _reserved.Remove(taken.Offer.Work);
        FairShares.TakeBack(taken.Charge, 0);
        _ready.Add(taken.Offer, now, notBefore, _checkpoints.Of(taken.Offer.Work));
    }

    /// <summary>The grant of a slot that says it holds nothing: the reply was lost, so its lease begins
    /// again.</summary>
    public WorkGrant? GrantAgain(SlotDescription slot, TimeSpan now)
    {
        _slots.MarkSeen(slot, now);
        if (_leases.HeldBy(slot.Slot) is not { } lease)
            return null;
        lease.Expires = now + lease.Grant.Lease;
        return lease.Grant;
    }

    /// <summary>Renews a slot's lease, or adopts it if this pool is new.</summary>
    public Renewal Renew(
        WorkGrant grant,
        SlotDescription slot,
        RenderProgress progress,
        AttemptUsage usage,
        TimeSpan now
    )
    {
        _slots.MarkSeen(slot, now);
        var renewed = _leases.Renew(grant, progress.Phase, progress.Step, now);
        if ((renewed ?? Adopt(grant, slot, usage, now)) is not { } lease)
            return Renewal.Gone;
        lease.Usage = usage;
        lease.Charge.Advance(Seconds(usage));
        return renewed is null ? Renewal.Adopted : Renewal.Renewed;
    }

    /// <summary>Ends a lease whose outcome was reported to the job, settles it, and learns how fast the slot
    /// was.</summary>
    public bool Release(WorkGrant grant, AttemptUsage usage)
    {
        if (_leases.Remove(grant) is not { } lease)
            return false;
        End(lease, usage);
        _checkpoints.Forget(grant.Work);
        if (lease.Offer is { LastAttempt: 0 } offer)
            _speeds.Learn(offer.Demand, lease.NumericClass, usage);
        return true;
    }

    /// <summary>Ends and returns the leases that were not renewed in time or stand still, and forgets slots that fell
    /// silent.</summary>
    public IReadOnlyList<Lease> Expire(TimeSpan now)
    {
        foreach (var slot in _slots.RemoveSilent(now))
            _ready.StopKeepingFor(slot, now);
        return EndAll(_leases.RemoveExpired(now));
    }

    /// <summary>A slot leaves.</summary>
    public void Leave(string slot, TimeSpan now)
    {
        _slots.Remove(slot);
        _ready.StopKeepingFor(slot, now);
    }

    /// <summary>Sets a tenant's share and limits.</summary>
    public void SetTerms(string tenant, TenantTerms terms) => _shares.Of(tenant).Terms = terms;

    /// <summary>A pool that was just activated takes over the lease that a slot reports; what it used before is not
    /// charged again.</summary>
    private Lease? Adopt(WorkGrant grant, SlotDescription slot, AttemptUsage usage, TimeSpan now)
    {
        if (now >= _adoptionEnds || _leases.Of(grant.Work) is not null || _reserved.ContainsKey(grant.Work))
            return null;
        if (_ready.Find(grant.Work) is { } ready && ready.LastAttempt > grant.Attempt)
            return null;
        var lease = new Lease(grant, slot, _shares.Lend(grant.Work.Job.Tenant, 0, Seconds(usage)))
        {
            Offer = _ready.Remove(grant.Work),
        };
        _leases.Add(lease, now);
        return lease;
    }

    /// <summary>Whether an offer only repeats an earlier one, so that the work keeps its place.</summary>
    private static bool IsSame(WorkOffer waiting, WorkOffer offer) =>
        waiting.LastAttemptIsOver
        && waiting.LastAttempt == offer.LastAttempt
        && waiting.Demand.FailedOn.Count == offer.Demand.FailedOn.Count;

    private void Attach(Lease lease, WorkOffer offer)
    {
        if (lease.Offer is not null)
            return;
        lease.Offer = offer;
        _backlog.Add(offer);
    }

    private void Forget(WorkId work)
    {
        if (_ready.Remove(work) is { } offer)
            Left(offer);
    }

    private void Left(WorkOffer offer)
    {
        _backlog.Remove(offer);
        GiveUpPlace(offer.Work.Job.Tenant);
    }

    /// <summary>A tenant without waiting work leaves the ranking; when it returns, it starts level with the
    /// others.</summary>
    private void GiveUpPlace(string tenant)
    {
        if (!_ready.HasWorkOf(tenant))
            _shares.Of(tenant).HasPlace = false;
    }

    private IReadOnlyList<Lease> EndAll(IReadOnlyList<Lease> leases)
    {
        foreach (var lease in leases)
            EndEarly(lease);
        return leases;
    }

    private void EndEarly(Lease lease)
    {
        End(lease, lease.Usage);
        _checkpoints.Note(
            lease.Grant.Work,
            lease.NumericClass,
            (lease.Usage.GpuMilliseconds - lease.Usage.LoadMilliseconds) / 1000.0
        );
    }

    private void End(Lease lease, AttemptUsage usage)
    {
        FairShares.TakeBack(lease.Charge, Seconds(usage));
        if (lease.Offer is { } offer)
            _backlog.Remove(offer);
    }

    private static double Seconds(AttemptUsage usage) => usage.GpuMilliseconds / 1000.0;
}
