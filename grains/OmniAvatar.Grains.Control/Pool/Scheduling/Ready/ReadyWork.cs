using OmniAvatar.Grains.Pool;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Pool.Scheduling.Ready;

/// <summary>Work that waits for a slot.</summary>
/// <param name="offer">What can begin.</param>
/// <param name="notBefore">It is not granted earlier: its last attempt may still run.</param>
/// <param name="opensAt">No slot but its preferred one gets it earlier.</param>
/// <param name="checkpoint">What an earlier attempt left of it.</param>
internal sealed class ReadyWork(WorkOffer offer, TimeSpan notBefore, TimeSpan opensAt, Checkpoint? checkpoint)
{
    /// <summary>The order of arrival: the more urgent, then the older job, then the earlier shot.</summary>
    public static readonly IComparer<ReadyWork> ByTurn = Comparer<ReadyWork>.Create(CompareTurns);

    /// <summary>The more urgent, then the longest chain.</summary>
    public static readonly IComparer<ReadyWork> ByLength = Comparer<ReadyWork>.Create(CompareLengths);

    public WorkOffer Offer { get; } = offer;

    public Checkpoint? Checkpoint { get; } = checkpoint;

    public WorkKind Kind { get; } = WorkKind.Of(offer.Demand, checkpoint?.NumericClass);

    public WorkId Work => Offer.Work;

    public WorkDemand Demand => Offer.Demand;

    public string Tenant => Offer.Work.Job.Tenant;

    /// <summary>Token-steps of the chain that this is the beginning of.</summary>
    public double ChainTokenSteps => Demand.RemainingWindows * Demand.TokenSteps;

    public TimeSpan NotBefore { get; } = notBefore;

    public TimeSpan OpensAt { get; set; } = opensAt;

    /// <summary>Whether every slot that can do it may have it.</summary>
    public bool IsOpen { get; set; }

    public bool IsWarmOn(string slot) => Offer.PreferredSlot == slot;

    private static int CompareTurns(ReadyWork a, ReadyWork b)
    {
        var order = b.Demand.Priority.CompareTo(a.Demand.Priority);
        if (order == 0)
            order = a.Demand.Created.CompareTo(b.Demand.Created);
        if (order == 0)
            order = string.CompareOrdinal(a.Work.Job.Job, b.Work.Job.Job);
        if (order == 0)
            order = string.CompareOrdinal(a.Tenant, b.Tenant);
        if (order == 0)
            order = a.Work.Shot.CompareTo(b.Work.Shot);
        return order != 0 ? order : a.Work.Segment.CompareTo(b.Work.Segment);
    }

    private static int CompareLengths(ReadyWork a, ReadyWork b)
    {
        var order = b.Demand.Priority.CompareTo(a.Demand.Priority);
        if (order == 0)
            order = b.ChainTokenSteps.CompareTo(a.ChainTokenSteps);
        return order != 0 ? order : CompareTurns(a, b);
    }
}
