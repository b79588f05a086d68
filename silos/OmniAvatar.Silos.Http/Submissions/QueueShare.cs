using System.Globalization;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>Places in the pool's queue. Each tenant has a limit, and a full queue only refuses tenants that hold more
/// than their share, so no tenant is shut out by the submissions of others.</summary>
internal static class QueueShare
{
    /// <summary>Why one more job of a tenant is refused, or null.</summary>
    public static ApiException? Refusal(PoolStatus pool, string tenant, VideoApiOptions options)
    {
        if (pool.BacklogGpuSeconds >= pool.MostBacklogGpuSeconds)
            return Full();
        var held = pool.ReadyWorkOf.GetValueOrDefault(tenant);
        if (held >= options.QueueReadyWorkOfTenant)
        {
            return Refusals.Quota(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{held} parts of this tenant's videos are waiting in the queue, and at most "
                        + $"{options.QueueReadyWorkOfTenant} may wait: "
                ) + "submit this video again when some are done, or cancel a video."
            );
        }
        if (pool.ReadyWork < options.QueueReadyWork)
            return null;
        var tenants = pool.ReadyWorkOf.Count + (held == 0 ? 1 : 0);
        return held < options.QueueReadyWork / tenants ? null : Full();
    }

    private static ApiException Full() =>
        Refusals.Busy("queue_full", "The queue is full: send the same request again later.");
}
