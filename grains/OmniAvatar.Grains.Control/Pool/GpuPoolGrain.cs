using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmniAvatar.Grains.Control.Pool.Scheduling;
using OmniAvatar.Grains.Control.Records;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using Orleans.Concurrency;

namespace OmniAvatar.Grains.Control.Pool;

/// <summary>
/// Lends ready work to slots. All it knows can be rebuilt: jobs offer again, slots say what they hold, and the job numbers and
/// approves every grant. Calls interleave, since pulls wait.
/// </summary>
[Reentrant, KeepAlive]
public sealed partial class GpuPoolGrain : Grain, IGpuPoolGrain
{
    private static readonly TimeSpan LeaseCheck = TimeSpan.FromSeconds(1);

    private readonly GpuPoolOptions _options;
    private readonly IJobIndex _index;
    private readonly WorkClock _clock;
    private readonly ILogger<GpuPoolGrain> _logger;
    private readonly ReadyQueue _ready;
    private readonly LeaseTable _leases;
    private readonly SlotTable _slots;
    private readonly HashSet<WorkId> _granting = [];
    private readonly Dictionary<string, object> _polls = [];
    private readonly CancellationTokenSource _deactivated = new();
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _adoptionEnds;

    public GpuPoolGrain(IOptions<GpuPoolOptions> options, IJobIndex index, WorkClock clock, ILogger<GpuPoolGrain> logger)
    {
        (_options, _index, _clock, _logger) = (options.Value, index, clock, logger);
        _ready = new ReadyQueue(_options.Preference);
        _leases = new LeaseTable(_options);
        _slots = new SlotTable(_options.Lease + _options.PullWait);
    }

    public override Task OnActivateAsync(CancellationToken cancellation)
    {
        _adoptionEnds = _clock.Now + (_options.Adoption ?? _options.Lease);
        WatchLeasesAsync().Ignore();
        RebuildAsync().Ignore();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellation) => _deactivated.CancelAsync();

    public Task OfferAsync(IReadOnlyList<WorkOffer> offers)
    {
        foreach (var offer in offers) Enqueue(offer);
        WakePulls();
        return Task.CompletedTask;
    }

    public Task WithdrawAsync(JobId job)
    {
        _ready.RemoveAll(job);
        foreach (var lease in _leases.RemoveAll(job)) Stop(lease);
        return Task.CompletedTask;
    }

    public Task<LeaseVerdict> HeartbeatAsync(Heartbeat heartbeat)
    {
        _slots.Hear(heartbeat.Slot, _clock.Now);
        if (!_leases.Renew(heartbeat, _clock.Now) && !Adopt(heartbeat)) return Task.FromResult(LeaseVerdict.Stop);
        return Task.FromResult(LeaseVerdict.Keep);
    }

    public Task ReleaseAsync(WorkGrant grant, AttemptUsage usage)
    {
        _leases.Remove(grant);
        return Task.CompletedTask;
    }

    public Task<PoolStatus> StatusAsync() => Task.FromResult(new PoolStatus
    {
        ReadyWork = _ready.Count,
        BacklogGpuSeconds = 0,
        Slots = _slots.Count,
        BusySlots = _leases.Count,
        Models = [.. _slots.Present.SelectMany(slot => slot.Models).Distinct()],
        SecondsPerTokenStep = new Dictionary<string, double>(),
    });

    public Task<string?> WaitingAsync(string tenant, WorkDemand demand) =>
        Task.FromResult(WaitingReason.Of(WorkKind.Of(demand), [.. _slots.Present], slot => _leases.HeldBy(slot) is not null));

    private void Enqueue(WorkOffer offer)
    {
        if (_granting.Contains(offer.Work)) return;
        if (_ready.Contains(offer.Work))
        {
            if (!offer.LastAttemptIsOver) return;
            _ready.Remove(offer.Work);
        }
        if (_leases.Of(offer.Work) is { } held)
        {
            if (!offer.LastAttemptIsOver || held.Attempt > offer.LastAttempt) return;
            _leases.Remove(held);
        }
        _ready.Add(offer, _clock.Now, offer.LastAttemptIsOver ? TimeSpan.Zero : _adoptionEnds);
    }

    /// <summary>A pool that was just activated believes a slot that says what it holds.</summary>
    private bool Adopt(Heartbeat heartbeat)
    {
        var grant = heartbeat.Grant;
        if (_clock.Now >= _adoptionEnds || _leases.Of(grant.Work) is not null || _granting.Contains(grant.Work)) return false;
        if (_ready.Remove(grant.Work) is { } offer && offer.LastAttempt > grant.Attempt)
        {
            _ready.PutBack(offer);
            return false;
        }
        _leases.Add(grant, heartbeat.Observer, _clock.Now);
        LogAdopted(grant.Work.Job.Tenant, grant.Work.Job.Job, grant.Work.Shot, grant.Work.Segment, grant.Attempt, grant.Slot);
        return true;
    }

    /// <summary>Asks every open job for its ready work, and again those that could not answer.</summary>
    private async Task RebuildAsync()
    {
        var asked = new HashSet<JobId>();
        var complete = false;
        while (!complete)
        {
            try
            {
                foreach (var job in await _index.OpenJobsAsync())
                {
                    if (asked.Contains(job)) continue;
                    await GrainFactory.Job(job).ReofferAsync();
                    asked.Add(job);
                }
                complete = true;
            }
            catch (Exception e)
            {
                LogNotRebuilt(e, LeaseCheck);
                await _clock.Delay(LeaseCheck, _deactivated.Token);
            }
        }
    }

    private async Task WatchLeasesAsync()
    {
        while (true)
        {
            await _clock.Delay(LeaseCheck, _deactivated.Token);
            _slots.RemoveSilent(_clock.Now);
            foreach (var lease in _leases.RemoveExpired(_clock.Now))
            {
                Stop(lease);
                GrainFactory.Job(lease.Grant.Work.Job).LostAsync(lease.Grant, default).Ignore();
            }
        }
    }

    private void Stop(Revocation lease)
    {
        var (work, attempt, slot, _, _) = lease.Grant;
        LogRevoked(work.Job.Tenant, work.Job.Job, work.Shot, work.Segment, attempt, slot);
        lease.Observer.OnStopAsync(lease.Grant).Ignore();
    }

    private void WakePulls()
    {
        _arrival.TrySetResult();
        _arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
