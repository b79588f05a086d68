using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;

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

    /// <summary>
    /// Asks for work on behalf of a slot that holds nothing; waits a bounded time for some. A grant whose reply was lost is
    /// given again.
    /// </summary>
    [Alias("Pull")]
    Task<PullReply> PullAsync(PullRequest request);

    /// <summary>Ends a slot's waiting pull: it leaves.</summary>
    [Alias("Leave")]
    Task LeaveAsync(string slot);

    /// <summary>Renews the lease of what a slot holds.</summary>
    [Alias("Heartbeat")]
    Task<LeaseVerdict> HeartbeatAsync(Heartbeat heartbeat);

    /// <summary>Ends a lease whose outcome the job has heard.</summary>
    [Alias("Release")]
    Task ReleaseAsync(WorkGrant grant);
}

/// <summary>The slot's ear: hears at once what the next heartbeat would tell later.</summary>
[Alias("OmniAvatar.ISlotObserver")]
public interface ISlotObserver : IGrainObserver
{
    /// <summary>The attempt is revoked or no longer wanted.</summary>
    [Alias("OnStop")]
    Task OnStopAsync(WorkGrant grant);
}

/// <summary>Work that can begin.</summary>
/// <param name="Work">What to do.</param>
/// <param name="PreferredSlot">The slot that rendered the segment before: its latents are still warm.</param>
/// <param name="LastAttempt">The last attempt granted, 0 for none.</param>
/// <param name="LastAttemptIsOver">Whether the job has heard how the last attempt ended; if not, it may still be running.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.WorkOffer")]
public sealed record WorkOffer(
    [property: Id(0)] WorkId Work,
    [property: Id(1)] string? PreferredSlot,
    [property: Id(2)] int LastAttempt,
    [property: Id(3)] bool LastAttemptIsOver);

/// <summary>A slot that holds nothing asks for work.</summary>
/// <param name="Slot">Its name, new with every start of its process.</param>
/// <param name="Observer">Where to tell it to stop.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.PullRequest")]
public sealed record PullRequest([property: Id(0)] string Slot, [property: Id(1)] ISlotObserver Observer);

/// <summary>What a slot got.</summary>
/// <param name="Grant">Null if nothing became ready in time.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.PullReply")]
public sealed record PullReply([property: Id(0)] WorkGrant? Grant);

/// <summary>A slot lives and works.</summary>
/// <param name="Grant">What it holds.</param>
/// <param name="Observer">Where to tell it to stop.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="Step">The step of that phase.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.Heartbeat")]
public sealed record Heartbeat(
    [property: Id(0)] WorkGrant Grant,
    [property: Id(1)] ISlotObserver Observer,
    [property: Id(2)] RenderPhase Phase,
    [property: Id(3)] int Step);

/// <summary>The pool's answer to a heartbeat.</summary>
[GenerateSerializer, Alias("OmniAvatar.LeaseVerdict")]
public enum LeaseVerdict
{
    /// <summary>The lease is renewed.</summary>
    Keep,

    /// <summary>The lease is gone: stop.</summary>
    Stop,
}
