using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Jobs.Advance;

/// <summary>Ready work as the pool is offered it.</summary>
internal static class WorkOffers
{
    public static WorkOffer Of(WorkId work, JobHead head, JobOrder order)
    {
        var row = order.RowOf(work)!.Value;
        // Work must not be kept for a slot on which it failed.
        var preferred = row.LastSlot is { } last && !row.FailedOn.Contains(last) ? last : null;
        return new WorkOffer(
            work,
            preferred,
            row.Attempt,
            LastAttemptIsOver: row.IsOver(),
            Demand(work, head, order, row)
        );
    }

    private static WorkDemand Demand(WorkId work, JobHead head, JobOrder order, ChainRow row) =>
        new()
        {
            Model = head.Terms.Model,
            NumericClass = head.NumericClass,
            Priority = head.Terms.Priority,
            TokenSteps = order.TokenSteps(work),
            TokenStepsBehind = order.TokenStepsBehind(work),
            RemainingWindows = order.RemainingWindows(work),
            Created = head.Created,
            FailedOn = row.FailedOn.Distinct().ToArray(),
            TraceParent = head.TraceParent,
        };
}
