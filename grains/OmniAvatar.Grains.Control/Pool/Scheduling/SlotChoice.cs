using OmniAvatar.Grains.Control.Pool.Scheduling.Ready;
using OmniAvatar.Grains.Control.Pool.Scheduling.Slots;
using OmniAvatar.Grains.Pool;

namespace OmniAvatar.Grains.Control.Pool.Scheduling;

/// <summary>Work that a slot could be given.</summary>
/// <param name="Work">The work.</param>
/// <param name="Account">Its tenant's.</param>
/// <param name="Cost">Seconds that beginning it here takes longer than where it is cheapest: loading another model, fetching what is warm elsewhere.</param>
/// <param name="IsCritical">Whether its chain would end last of all its tenant's work.</param>
internal readonly record struct Candidate(ReadyWork Work, TenantAccount Account, double Cost, bool IsCritical);

/// <summary>
/// The one place where work is ordered. Between tenants:
/// <code>
/// least   virtual time + patience x (seconds to begin here) / weight
/// </code>
/// Within a tenant: the more urgent; a chain that would end last of all; what is warm on this slot; then in order of arrival, in
/// which work whose model this slot would first have to load stands patience x (seconds to load) farther back.
/// </summary>
internal sealed class SlotChoice(GpuPoolOptions options, SpeedTable speeds)
{
    public Candidate Weigh(ReadyWork work, TenantAccount account, SlotDescription slot, double chainSeconds, double secondsLeft)
    {
        var load = LoadSeconds(work, slot);
        var fetch = work.Offer.PreferredSlot is null || work.IsWarmOn(slot.Slot) ? 0 : options.FetchSeconds;
        return new Candidate(work, account, load + fetch, chainSeconds >= secondsLeft);
    }

    /// <summary>Which of two of one tenant's is better for a slot.</summary>
    public Candidate Better(Candidate a, Candidate b, SlotDescription slot)
    {
        var order = b.Work.Demand.Priority.CompareTo(a.Work.Demand.Priority);
        if (order == 0 && (a.IsCritical || b.IsCritical)) order = b.Work.ChainTokenSteps.CompareTo(a.Work.ChainTokenSteps);
        if (order == 0) order = b.Work.IsWarmOn(slot.Slot).CompareTo(a.Work.IsWarmOn(slot.Slot));
        if (order == 0) order = Arrival(a.Work, slot).CompareTo(Arrival(b.Work, slot));
        if (order == 0) order = ReadyWork.ByTurn.Compare(a.Work, b.Work);
        return order <= 0 ? a : b;
    }

    /// <summary>The tenant that is next.</summary>
    public Candidate Fairest(IReadOnlyList<Candidate> tenants) =>
        tenants.MinBy(c => (c.Account.VirtualTime + options.Patience * c.Cost / c.Account.Weight, c.Work.Demand.Created, c.Work.Tenant));

    private double LoadSeconds(ReadyWork work, SlotDescription slot) =>
        work.Demand.Model == slot.LoadedModel ? 0 : speeds.LoadSeconds(work.Demand.Model);

    /// <summary>In milliseconds since 1970.</summary>
    private double Arrival(ReadyWork work, SlotDescription slot) => work.Demand.Created + options.Patience * LoadSeconds(work, slot) * 1000;
}
