using OmniAvatar.Grains.Control.Jobs.Advance;
using OmniAvatar.Grains.Control.Jobs.Faults;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Control.Pool.Scheduling;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Control.Jobs.Status;

/// <summary>A job's status as it is shown.</summary>
internal sealed class JobStatusView(
    DurableJob job,
    JobPatience patience,
    JobObservers observers,
    IJobHost host,
    WorkClock clock
)
{
    private static readonly TimeSpan PoolPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OrderPatience = TimeSpan.FromSeconds(3);

    public async Task<JobStatus> StatusAsync()
    {
        await KnowOrderAsync();
        var waiting = await WaitingAsync();
        return observers.Status(job.Head, job.Order) with { Waiting = waiting };
    }

    public async Task<IReadOnlyList<ShotProgress>> ShotsAsync()
    {
        await KnowOrderAsync();
        return job.Order is { } order && job.IsOpen ? [.. order.ShotProgress] : [];
    }

    /// <summary>Shows how far an attempt is, if it is the newest at work that comes next.</summary>
    public void Follow(WorkProgress progress)
    {
        if (
            job.State == JobState.Rendering
            && job.Order is { } order
            && order.RowIfNext(progress.Work)?.Value.Attempt == progress.Attempt
        )
            observers.Follow(progress, job.Head, order);
    }

    /// <summary>Loads the progress if it is unknown, because the status would show that nothing is done. The background
    /// round also keeps trying to load it.</summary>
    private async Task KnowOrderAsync()
    {
        if (job.Order is not null || !(job.IsOpen || job.State is JobState.Failed))
            return;
        Task known = job.OrderAsync();
        await known
            .WaitAsync(OrderPatience, clock.Time)
            .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Why nothing runs although work is ready; null if something runs or the pool does not answer
    /// soon.</summary>
    private async Task<string?> WaitingAsync()
    {
        if (patience.IsStalled)
            return "The job cannot reach its files or its state at the moment; it keeps trying.";
        if (job.State != JobState.Rendering || job.Order is not { } order)
            return null;
        var ready = order.Ready().ToArray();
        if (ready.Length == 0 || observers.HasRunningWork)
            return null;
        try
        {
            // It was granted and has not reported yet, so it is running, unless no slot could render it.
            if (!ready.All(work => order.RowOf(work)!.Value.IsOver()))
                return (await host.Pool.StatusAsync().WaitAsync(PoolPatience, clock.Time)).Slots == 0
                    ? WaitingReason.NoRenderer
                    : null;
            var demand = WorkOffers.Of(ready[0], job.Head, order).Demand;
            return await host.Pool.WaitingAsync(job.Id.Tenant, demand).WaitAsync(PoolPatience, clock.Time);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            return null;
        }
    }
}
