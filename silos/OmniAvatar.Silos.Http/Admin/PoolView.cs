using OmniAvatar.Client.Wire;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Records;

namespace OmniAvatar.Silos.Http.Admin;

/// <summary>Shows the pool, with models by the names that requests have for them.</summary>
internal sealed class PoolView(IGrainFactory grains, IModelCatalog models, TimeProvider time)
{
    public async Task<AdminPool> ShowAsync(CancellationToken cancellation)
    {
        var pool = await grains.Pool().OverviewAsync().WaitAsync(cancellation);
        var names = (await models.ListAsync(cancellation)).ToLookup(card => card.Identity, card => card.Name);
        string Name(string identity) => names[identity].FirstOrDefault() ?? identity;
        return new AdminPool(
            [.. pool.Slots.Select(slot => Show(slot, Name))],
            pool.Status.ReadyWork,
            pool.Status.BacklogGpuSeconds,
            [.. pool.Status.Departures.Select(gone => new AdminDeparture(gone.Slot, gone.Reason, Seconds(gone.At)))]
        );
    }

    private AdminSlot Show(SlotOverview seen, Func<string, string> name) =>
        new(
            seen.Slot.Slot,
            seen.Slot.LoadedModel is { } loaded ? name(loaded) : null,
            [.. seen.Slot.Models.Select(name)],
            seen.Slot.NumericClass,
            seen.Slot.MemoryBytes > 0 ? seen.Slot.MemoryBytes : null,
            seen.SecondsPerTokenStep is > 0 and var speed ? 1 / speed : null,
            seen.IsDraining,
            seen.Work is { } work ? Show(work) : null
        );

    private AdminSlotWork Show(SlotWork work)
    {
        var id = work.Grant.Work;
        return new AdminSlotWork(
            id.Job.Tenant,
            id.Job.Job,
            id.IsConditioning ? null : id.Shot,
            id.IsConditioning ? null : id.Segment,
            work.Grant.Attempt,
            work.Phase?.ToString().ToLowerInvariant(),
            work.Step,
            Seconds(time.GetUtcNow() - work.Running)
        );
    }

    private static long Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds();
}
