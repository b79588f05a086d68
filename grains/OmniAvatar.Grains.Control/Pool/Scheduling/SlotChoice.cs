using OmniAvatar.Grains.Control.Pool.Scheduling.Ready;
using OmniAvatar.Grains.Control.Pool.Scheduling.Slots;
using OmniAvatar.Grains.Pool;

namespace OmniAvatar.Grains.Control.Pool.Scheduling;

/// <summary>Work that a slot could get.</summary>
/// <param name="Work">The work.</param>
/// <param name="Account">Its tenant's.</param>
/// <param name="Begin">Seconds spent here before it is as far as it could be elsewhere: loading another model, and what
/// a checkpoint of another class saved.</param>
/// <param name="Fetch">Seconds to fetch what is warm elsewhere.</param>
/// <param name="IsCritical">Whether it can begin at once and its chain would end last of all its tenant's work.</param>
internal readonly record struct Candidate(
    ReadyWork Work,
    TenantAccount Account,
    double Begin,
    double Fetch,
    bool IsCritical
);

/// <summary>
/// The one place where work is ordered. Between tenants:
/// <code>
/// least   virtual time + patience x (seconds to begin here) / weight
/// </code>
/// Within a tenant: the more urgent; a chain that would end last of all; what is warm on this slot; then in order of
/// arrival, in which work that would be slow to begin here stands patience x (seconds to begin) farther back.
/// </summary>
internal sealed class SlotChoice(GpuPoolOptions options, SpeedTable speeds, SlotTable slots)
{
    public Candidate Weigh(
        ReadyWork work,
        TenantAccount account,
        SlotDescription slot,
        double chainSeconds,
        double secondsLeft
    )
    {
        var fetch = work.Offer.PreferredSlot is null || work.IsWarmOn(slot.Slot) ? 0 : options.FetchSeconds;
        var begin = LoadSeconds(work, slot) + AgainSeconds(work, slot);
        return new Candidate(work, account, begin, fetch, IsCritical: begin == 0 && chainSeconds >= secondsLeft);
    }

    /// <summary>Which of two of one tenant's is better for a slot.</summary>
    public Candidate Better(Candidate a, Candidate b, SlotDescription slot)
    {
        var order = b.Work.Demand.Priority.CompareTo(a.Work.Demand.Priority);
        if (order == 0 && (a.IsCritical || b.IsCritical))
            order = b.Work.ChainTokenSteps.CompareTo(a.Work.ChainTokenSteps);
        if (order == 0)
            order = b.Work.IsWarmOn(slot.Slot).CompareTo(a.Work.IsWarmOn(slot.Slot));
        if (order == 0)
            order = Arrival(a).CompareTo(Arrival(b));
        if (order == 0)
            order = ReadyWork.ByTurn.Compare(a.Work, b.Work);
        return order <= 0 ? a : b;
    }

    /// <summary>The tenant that is next.</summary>
    public Candidate Fairest(IReadOnlyList<Candidate> tenants) =>
        tenants.MinBy(c =>
            (
                c.Account.VirtualTime + options.Patience * (c.Begin + c.Fetch) / c.Account.Weight,
                c.Work.Demand.Created,
                c.Work.Tenant
            )
        );

    private double LoadSeconds(ReadyWork work, SlotDescription slot) =>
        work.Demand.Model == slot.LoadedModel ? 0 : speeds.LoadSeconds(work.Demand.Model);

    private double AgainSeconds(ReadyWork work, SlotDescription slot) =>
        work.Checkpoint is { } left && left.NumericClass != slot.NumericClass && slots.HasClass(left.NumericClass)
            ? left.Seconds
            : 0;

    /// <summary>In milliseconds since 1970.</summary>
    private double Arrival(Candidate candidate) =>
        candidate.Work.Demand.Created + options.Patience * candidate.Begin * 1000;
}
