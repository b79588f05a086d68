using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmniAvatar.Grains.Background;
using OmniAvatar.Grains.Control.Pool.Scheduling;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;
using Orleans.Concurrency;

namespace OmniAvatar.Grains.Control.Pool;

/// <summary>Grants ready work to slots: a <see cref="PoolScheduler"/> that receives messages. All it knows can be
/// rebuilt: jobs offer again, slots say what they hold, and the job numbers and approves every grant. Calls interleave,
/// because pulls wait.</summary>
[Reentrant, KeepAlive]
public sealed partial class GpuPoolGrain : Grain, IGpuPoolGrain
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly GpuPoolOptions _options;
    private readonly IJobIndex _index;
    private readonly WorkClock _clock;
    private readonly ILogger<GpuPoolGrain> _logger;
    private readonly PoolScheduler _scheduler;
    private readonly BackgroundLoops _loops;
    private readonly PoolMetrics _metrics = new();
    private readonly Dictionary<string, ISlotObserver> _observers = [];
    private readonly Queue<SlotDeparture> _departures = new();
    private readonly CancellationTokenSource _deactivated = new();

    /// <summary>Starts with no offer and no slot.</summary>
    public GpuPoolGrain(
        IOptions<GpuPoolOptions> options,
        IJobIndex index,
        WorkClock clock,
        BackgroundLoops loops,
        ILogger<GpuPoolGrain> logger
    )
    {
        (_options, _index, _clock, _loops, _logger) = (options.Value, index, clock, loops, logger);
        _scheduler = new PoolScheduler(_options, clock.Now);
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellation)
    {
        _ = _loops.RepeatAsync("pool's watch", WatchAsync, Tick, _deactivated.Token);
        _ = _loops.RepeatAsync("pool's terms", RefreshTermsAsync, TermsPeriod, _deactivated.Token);
        _ = _loops.RepeatAsync("pool's search for jobs", AskForgottenAsync, BackstopPeriod, _deactivated.Token);
        _ = _loops.KeepAsync("pool's rebuild", RebuildAsync, _deactivated.Token);
        _ = _loops.KeepAsync("pool's reminder", RemindAsync, _deactivated.Token);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellation)
    {
        _metrics.Dispose();
        await _deactivated.CancelAsync();
    }

    /// <inheritdoc/>
    public async Task OfferAsync(IReadOnlyList<WorkOffer> offers)
    {
        foreach (var tenant in offers.Select(offer => offer.Work.Job.Tenant).Distinct())
            await KnowTermsAsync(tenant);
        foreach (var offer in offers)
            _scheduler.Offer(offer, _clock.Now);
        WakePulls();
    }

    /// <inheritdoc/>
    public Task WithdrawAsync(JobId job)
    {
        foreach (var lease in _scheduler.Withdraw(job))
            Stop(lease.Grant);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<LeaseVerdict> HeartbeatAsync(Heartbeat heartbeat)
    {
        _observers[heartbeat.Slot.Slot] = heartbeat.Observer;
        var progress = new RenderProgress(heartbeat.Phase, heartbeat.Step, 0);
        var renewal = _scheduler.Renew(heartbeat.Grant, heartbeat.Slot, progress, heartbeat.Usage, _clock.Now);
        var (work, attempt, slot, _, _, _) = heartbeat.Grant;
        if (renewal == Renewal.Adopted)
            LogAdopted(work.Job.Tenant, work.Job.Job, work.Shot, work.Segment, attempt, slot);
        return Task.FromResult(renewal == Renewal.Gone ? LeaseVerdict.Stop : LeaseVerdict.Keep);
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(WorkGrant grant, AttemptUsage usage)
    {
        _scheduler.Release(grant, usage);
        WakePulls();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<PoolStatus> StatusAsync() =>
        Task.FromResult(_scheduler.Status() with { Departures = _departures.ToArray() });

    /// <inheritdoc/>
    public async Task<PoolOverview> OverviewAsync() => _scheduler.Overview(await StatusAsync(), _clock.Now);

    /// <inheritdoc/>
    public Task<bool> DrainAsync(string slot, bool drain)
    {
        if (!_scheduler.Drain(slot, drain, _clock.Now))
            return Task.FromResult(false);
        LogDraining(slot, drain ? "takes no more work" : "takes work again");
        WakePulls();
        return Task.FromResult(true);
    }

    /// <inheritdoc/>
    public async Task<PoolEstimate> EstimateAsync(PlannedWork work)
    {
        await KnowTermsAsync(work.Tenant);
        return _scheduler.Estimate(work);
    }

    /// <inheritdoc/>
    public Task<string?> WaitingAsync(string tenant, WorkDemand demand) =>
        Task.FromResult(_scheduler.Waiting(tenant, demand));
}
