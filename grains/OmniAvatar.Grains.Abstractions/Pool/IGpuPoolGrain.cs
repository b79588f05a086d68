using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Pool;

/// <summary>A pool of GPU slots, keyed by name: jobs offer ready work, slots pull it under a lease.</summary>
[Alias("OmniAvatar.IGpuPoolGrain")]
public interface IGpuPoolGrain : IGrainWithStringKey
{
    /// <summary>Adds ready work; what is queued or leased already stays as it is.</summary>
    [Alias("Offer")]
    Task OfferAsync(IReadOnlyList<WorkOffer> offers);

    /// <summary>Forgets a job's ready work and stops what is leased.</summary>
    [Alias("Withdraw")]
    Task WithdrawAsync(JobId job);

    /// <summary>Asks for work for a slot that holds nothing, and waits a bounded time for it. A grant whose reply was
    /// lost is given again.</summary>
    [Alias("Pull")]
    Task<PullReply> PullAsync(PullRequest request);

    /// <summary>Ends a slot's waiting pull: it leaves.</summary>
    [Alias("Leave")]
    Task LeaveAsync(string slot);

    /// <summary>A slot leaves for good because it is broken; the pool's status keeps the reason.</summary>
    [Alias("LeaveBecause")]
    Task LeaveBecauseAsync(string slot, string reason);

    /// <summary>Renews a slot's lease.</summary>
    [Alias("Heartbeat")]
    Task<LeaseVerdict> HeartbeatAsync(Heartbeat heartbeat);

    /// <summary>Ends a lease whose outcome was reported to the job, and charges the tenant what it used.</summary>
    [Alias("Release")]
    Task ReleaseAsync(WorkGrant grant, AttemptUsage usage);

    /// <summary>What the pool is doing: for status, admission and autoscalers.</summary>
    [Alias("Status")]
    Task<PoolStatus> StatusAsync();

    /// <summary>Every slot, and every tenant that has work: for operators.</summary>
    [Alias("Overview")]
    Task<PoolOverview> OverviewAsync();

    /// <summary>Lets a slot finish what it has and take no more work, or take work again. A pool that moves to another
    /// silo learns it again from the slot, once the slot has pulled after it was told.</summary>
    /// <returns>Whether the slot is there.</returns>
    [Alias("Drain")]
    Task<bool> DrainAsync(string slot, bool drain);

    /// <summary>What work would take that is not submitted yet; nothing is kept of it.</summary>
    [Alias("Estimate")]
    Task<PoolEstimate> EstimateAsync(PlannedWork work);

    /// <summary>Why a tenant's ready work of this demand waits, in one sentence; null if a slot could begin it
    /// now.</summary>
    [Alias("Waiting")]
    Task<string?> WaitingAsync(string tenant, WorkDemand demand);
}

/// <summary>Observes a slot's lease, and is notified at once instead of at the next heartbeat.</summary>
[Alias("OmniAvatar.ISlotObserver")]
public interface ISlotObserver : IGrainObserver
{
    /// <summary>The attempt is revoked or no longer wanted.</summary>
    [Alias("OnStop")]
    Task OnStopAsync(WorkGrant grant);
}
