using Microsoft.Extensions.Logging;
using OmniAvatar.Grains.Background;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Rendering.Telemetry;
using OmniAvatar.Grains.Rendering.Work;
using OmniAvatar.Grains.Work;
using OmniAvatar.Rendering;
using OmniAvatar.Resilience;
using Orleans.Runtime.Placement;

namespace OmniAvatar.Grains.Rendering.Slots;

/// <summary>One GPU: pulls work from the pool, renders it through a grain on this silo, sends heartbeats
/// meanwhile, and pulls again.</summary>
/// <remarks>
/// <code>
/// pull ─► grant ─► attempt's grain, placed here ─► RenderAsync on the slot's thread ─► commit
/// ─► report to job ─► release ─► pull
///                    heartbeats every third of the lease ─► keep, or stop
/// </code>
/// </remarks>
public sealed partial class RenderSlot : ILifecycleParticipant<ISiloLifecycle>, ISlotObserver, IDisposable
{
    private const int HeartbeatsPerLease = 3;

    private readonly IWorkRenderer _renderer;
    private readonly IGrainFactory _grains;
    private readonly SiloAddress _silo;
    private readonly WorkClock _clock;
    private readonly RenderSlotOptions _options;
    private readonly RenderSlots _slots;
    private readonly BackgroundLoops _loops;
    private readonly Retries _retries;
    private readonly SlotHealth _health;
    private readonly ILogger<RenderSlot> _logger;
    private readonly WorkThread _thread;
    private readonly CancellationTokenSource _leaving = new();
    private ISlotObserver? _self;
    private EndedAttempt? _ended;
    private Task _pulling = Task.CompletedTask;

    // What the pool said last; a pool that has moved to another silo hears it from here.
    private volatile bool _isDraining;

    /// <summary>Pulls nothing before the silo is up.</summary>
    public RenderSlot(
        IWorkRenderer renderer,
        RenderSlots slots,
        IGrainFactory grains,
        ILocalSiloDetails silo,
        AttemptTools tools,
        BackgroundLoops loops,
        ILogger<RenderSlot> logger
    )
    {
        (_renderer, _slots, _grains, _silo, _loops, _logger) = (
            renderer,
            slots,
            grains,
            silo.SiloAddress,
            loops,
            logger
        );
        (_clock, _options, _retries) = (tools.Clock, tools.Options, tools.Retries);
        _health = new SlotHealth(_options.JobsBeforeLeaving);
        Name = $"{_silo}-{Guid.NewGuid():N}";
        _thread = new WorkThread("render slot");
        slots.Add(this);
    }

    /// <summary>The name is new with every start of the process, so that it cannot be mistaken for its
    /// predecessor.</summary>
    public string Name { get; }

    /// <summary>What it works on, or null.</summary>
    public HeldWork? Held { get; private set; }

    /// <summary>Why it has left for good, in one sentence; null while it is well.</summary>
    public string? Sickness { get; private set; }

    internal NumericClass NumericClass => _renderer.NumericClass;

    private IGpuPoolGrain Pool => _grains.Pool();

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(RenderSlot), ServiceLifecycleStage.Active, StartAsync, LeaveAsync);

    /// <inheritdoc/>
    public Task OnStopAsync(WorkGrant grant)
    {
        if (Held is { } held && held.Grant == grant)
            held.Stop();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _thread.Dispose();
        _leaving.Dispose();
    }

    internal Task<RenderOutput> RenderAsync(RenderTask task, IRenderSession session) =>
        _thread.RunAsync(() => _renderer.Render(task, session));

    private SlotDescription Describe() =>
        new(
            Name,
            _renderer.Models,
            _renderer.LoadedModel,
            _renderer.NumericClass.Text,
            _renderer.MemoryBytes,
            _isDraining
        );

    private Task StartAsync(CancellationToken cancellation)
    {
        _self = _grains.CreateObjectReference<ISlotObserver>(this);
        _pulling = Task.Run(
            () => _loops.KeepAsync("render slot", () => PullUntilLeavingAsync(_self), _leaving.Token),
            CancellationToken.None
        );
        return Task.CompletedTask;
    }

    /// <summary>Stops pulling. Running work is saved after its next step, or where it is if that takes too long, and
    /// given back. If the slot cannot give it back in time, its lease runs out.</summary>
    private async Task LeaveAsync(CancellationToken cancellation)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await _leaving.CancelAsync();
        Held?.Leave();
        await Task.WhenAny(_pulling, _clock.Delay(_options.StepPatience, gone.Token));
        Held?.Stop();
        await Task.WhenAny(_pulling, _clock.Delay(_options.LeaveWithin - _options.StepPatience, gone.Token));
        await gone.CancelAsync();
    }

    /// <exception cref="ResourcesException">The slot is broken and has left.</exception>
    private async Task PullUntilLeavingAsync(ISlotObserver self)
    {
        while (!_leaving.IsCancellationRequested)
        {
            await _retries.UntilDoneAsync(
                () => PullOnceAsync(self),
                (e, wait) => LogPullFailed(e, Name, wait),
                _leaving.Token
            );
            if (_health.Sickness is { } sickness)
                await LeaveSickAsync(sickness);
        }
    }

    /// <summary>Pulls, and does what it is granted. Where a store or another process is away, the next pull comes after
    /// a while.</summary>
    private async Task PullOnceAsync(ISlotObserver self)
    {
        if (
            await PullAsync(self) is { } grant
            && await HoldAsync(grant, self) is WorkOutcome.Failed { Failure: { Kind: FailureKind.Outage } failure }
        )
            throw failure.ToException();
    }

    /// <summary>Reports the reason to the pool, the log, the health check and the process.</summary>
    private async Task LeaveSickAsync(string sickness)
    {
        LogSick(Name, sickness);
        await _retries
            .UntilDoneAsync(
                () => Pool.LeaveBecauseAsync(Name, sickness),
                (e, wait) => LogPullFailed(e, Name, wait),
                _leaving.Token,
                (_, since) => since < _options.LongestRetry
            )
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Sickness = sickness;
        _slots.NoteSick();
        throw new ResourcesException($"The slot has left: {sickness}");
    }

    /// <summary>A leaving slot ends its pull at once; the registration also sees a leave that came before it.</summary>
    private async Task<WorkGrant?> PullAsync(ISlotObserver self)
    {
        var pull = Pool.PullAsync(new PullRequest(Describe(), self));
        // If this is lost, the pull ends by itself, and what it was granted is given back.
        using var leave = _leaving.Token.Register(() => Pool.LeaveAsync(Name).Ignore());
        var reply = await pull;
        _isDraining = reply.IsDraining;
        return reply.Grant;
    }

    private async Task<WorkOutcome> HoldAsync(WorkGrant grant, ISlotObserver self)
    {
        // The attempt has ended here and was granted again: only the release of its lease was lost.
        if (_ended?.Grant != grant)
        {
            _ended = await MakeAsync(grant, self);
            _health.Note(grant, _ended.Value.Outcome);
        }
        await Pool.ReleaseAsync(grant, _ended!.Value.Usage);
        return _ended.Value.Outcome;
    }

    /// <summary>Runs an attempt, reports its end to the job, and returns what it used.</summary>
    private async Task<EndedAttempt> MakeAsync(WorkGrant grant, ISlotObserver self)
    {
        using var held = new HeldWork(this, grant, _clock);
        Held = held;
        SlotMetrics.SlotTakesWork();
        if (_leaving.IsCancellationRequested)
            held.Stop();
        using var finished = new CancellationTokenSource();
        var beating = HeartbeatAsync(held, self, finished.Token);
        WorkOutcome outcome = new WorkOutcome.GivenBack();
        try
        {
            if (await StartUntilAnsweredAsync(held) == StartOutcome.Started)
                outcome = await held.Finished;
            else
                await _grains.Job(grant.Work.Job).ReportAsync(grant, outcome, held.Usage);
        }
        finally
        {
            await finished.CancelAsync();
            await beating;
            Held = null;
            SlotMetrics.SlotIsFree();
        }
        return new EndedAttempt(grant, outcome, held.Usage);
    }

    /// <summary>The answer can get lost although the attempt began, so the slot asks again until the answer comes or
    /// the work is revoked.</summary>
    private Task<StartOutcome> StartUntilAnsweredAsync(HeldWork held) =>
        _retries.UntilDoneAsync(
            () => StartAttemptAsync(held.Grant),
            (e, wait) => LogStartNotAnswered(e, Name, wait),
            held.Stopping
        );

    /// <summary>Activates the attempt's grain here; if it is active elsewhere, it refuses.</summary>
    private async Task<StartOutcome> StartAttemptAsync(WorkGrant grant)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, _silo);
        try
        {
            return await _grains.Attempt(grant.Work, grant.Attempt).StartAsync(grant);
        }
        finally
        {
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        }
    }

    private async Task HeartbeatAsync(HeldWork held, ISlotObserver self, CancellationToken finished)
    {
        while (true)
        {
            await _clock
                .Delay(held.Grant.Lease / HeartbeatsPerLease, finished)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (finished.IsCancellationRequested)
                return;
            try
            {
                var progress = held.Progress;
                var verdict = await Pool.HeartbeatAsync(
                    new Heartbeat(held.Grant, Describe(), self, progress.Phase, progress.Step, held.Usage)
                );
                if (verdict == LeaseVerdict.Stop)
                    held.Stop();
            }
            catch (Exception e)
            {
                LogHeartbeatFailed(e, Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Critical, "Slot {Slot} is broken and no longer pulls work: {Sickness}")]
    private partial void LogSick(string slot, string sickness);

    [LoggerMessage(LogLevel.Warning, "Slot {Slot} cannot pull work; the next try is in {Wait}")]
    private partial void LogPullFailed(Exception exception, string slot, TimeSpan wait);

    [LoggerMessage(LogLevel.Warning, "Slot {Slot} does not know whether its attempt began; it asks again in {Wait}")]
    private partial void LogStartNotAnswered(Exception exception, string slot, TimeSpan wait);

    [LoggerMessage(LogLevel.Warning, "Slot {Slot}: a heartbeat did not reach the pool")]
    private partial void LogHeartbeatFailed(Exception exception, string slot);

    private readonly record struct EndedAttempt(WorkGrant Grant, WorkOutcome Outcome, AttemptUsage Usage);
}
