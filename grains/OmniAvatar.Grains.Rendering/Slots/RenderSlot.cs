using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Rendering.Telemetry;
using OmniAvatar.Grains.Work;
using OmniAvatar.Rendering;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace OmniAvatar.Grains.Rendering.Slots;

/// <summary>One GPU: pulls work from the pool, has it done by a grain on this silo, heartbeats meanwhile, and pulls again.</summary>
/// <remarks>
/// <code>
/// pull ─► grant ─► attempt's grain, placed here ─► RenderAsync on the slot's thread ─► commit ─► job hears ─► release ─► pull
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
    private readonly ILogger<RenderSlot> _logger;
    private readonly WorkThread _thread;
    private readonly CancellationTokenSource _leaving = new();
    private ISlotObserver? _self;
    private (WorkGrant Grant, AttemptUsage Usage)? _ended;
    private Task _pulling = Task.CompletedTask;

    public RenderSlot(
        IWorkRenderer renderer, RenderSlots slots, IGrainFactory grains, ILocalSiloDetails silo,
        WorkClock clock, IOptions<RenderSlotOptions> options, ILogger<RenderSlot> logger)
    {
        (_renderer, _grains, _silo, _clock, _options, _logger) = (renderer, grains, silo.SiloAddress, clock, options.Value, logger);
        Name = $"{_silo}-{Guid.NewGuid():N}";
        _thread = new WorkThread("render slot");
        slots.Add(this);
    }

    /// <summary>New with every start of the process, so nobody mistakes it for its predecessor.</summary>
    public string Name { get; }

    /// <summary>What it works on, or null.</summary>
    public HeldWork? Held { get; private set; }

    internal NumericClass NumericClass => _renderer.NumericClass;

    private IGpuPoolGrain Pool => _grains.Pool();

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(RenderSlot), ServiceLifecycleStage.Active, StartAsync, LeaveAsync);

    public Task OnStopAsync(WorkGrant grant)
    {
        if (Held is { } held && held.Grant == grant) held.Stop();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _thread.Dispose();
        _leaving.Dispose();
    }

    internal Task<RenderOutput> RenderAsync(RenderTask task, IRenderSession session) => _thread.RunAsync(() => _renderer.Render(task, session));

    private SlotDescription Describe() =>
        new(Name, _renderer.Models, _renderer.LoadedModel, _renderer.NumericClass.Text, _renderer.MemoryBytes);

    private Task StartAsync(CancellationToken cancellation)
    {
        _self = _grains.CreateObjectReference<ISlotObserver>(this);
        _pulling = Task.Run(() => PullUntilLeavingAsync(_self), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Pulls no more; what runs is kept after its next step, or where it stands if that takes too long, and given back. A slot that
    /// cannot give back in time goes without: its lease runs out.
    /// </summary>
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

    private async Task PullUntilLeavingAsync(ISlotObserver self)
    {
        var wait = _options.FirstRetry;
        while (!_leaving.IsCancellationRequested)
        {
            try
            {
                if (await PullAsync(self) is { } grant) await HoldAsync(grant, self);
                wait = _options.FirstRetry;
            }
            catch (Exception e)
            {
                LogPullFailed(e, Name, wait);
                await _clock.Delay(wait, _leaving.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                wait = wait * 2 < _options.LongestRetry ? wait * 2 : _options.LongestRetry;
            }
        }
    }

    /// <summary>A leaving slot ends its pull at once; the registration also sees a leave that came before it.</summary>
    private async Task<WorkGrant?> PullAsync(ISlotObserver self)
    {
        var pull = Pool.PullAsync(new PullRequest(Describe(), self));
        using var leave = _leaving.Token.Register(() => Pool.LeaveAsync(Name).Ignore());
        return (await pull).Grant;
    }

    private async Task HoldAsync(WorkGrant grant, ISlotObserver self)
    {
        // Given again although it has ended here: only that its lease may go was not heard.
        if (_ended?.Grant != grant) _ended = (grant, await MakeAsync(grant, self));
        await Pool.ReleaseAsync(grant, _ended.Value.Usage);
    }

    /// <summary>Has an attempt made, and returns what it used once its job has heard how it ended.</summary>
    private async Task<AttemptUsage> MakeAsync(WorkGrant grant, ISlotObserver self)
    {
        using var held = new HeldWork(this, grant, _clock);
        Held = held;
        SlotMetrics.SlotTakesWork();
        if (_leaving.IsCancellationRequested) held.Stop();
        using var finished = new CancellationTokenSource();
        var beating = HeartbeatAsync(held, self, finished.Token);
        try
        {
            if (await StartUntilAnsweredAsync(held) == StartOutcome.Started) await held.Finished;
            else await _grains.Job(grant.Work.Job).ReportAsync(grant, new WorkOutcome.GivenBack(), held.Usage);
        }
        finally
        {
            await finished.CancelAsync();
            await beating;
            Held = null;
            SlotMetrics.SlotIsFree();
        }
        return held.Usage;
    }

    /// <summary>An answer can get lost although the attempt began, so it is asked for again until it comes or the work is revoked.</summary>
    private async Task<StartOutcome> StartUntilAnsweredAsync(HeldWork held)
    {
        for (var wait = _options.FirstRetry; ; wait = wait * 2 < _options.LongestRetry ? wait * 2 : _options.LongestRetry)
        {
            try
            {
                return await StartAttemptAsync(held.Grant);
            }
            catch (Exception e) when (!held.Stopping.IsCancellationRequested)
            {
                LogStartNotAnswered(e, Name, wait);
            }
            await _clock.Delay(wait, held.Stopping);
        }
    }

    /// <summary>Activates the attempt's grain here; should it live elsewhere, it refuses.</summary>
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
            await _clock.Delay(held.Grant.Lease / HeartbeatsPerLease, finished).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (finished.IsCancellationRequested) return;
            try
            {
                var progress = held.Progress;
                var verdict = await Pool.HeartbeatAsync(new Heartbeat(held.Grant, Describe(), self, progress.Phase, progress.Step, held.Usage));
                if (verdict == LeaseVerdict.Stop) held.Stop();
            }
            catch (Exception e)
            {
                LogHeartbeatFailed(e, Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Slot {Slot} cannot pull and tries again in {Wait}")]
    private partial void LogPullFailed(Exception exception, string slot, TimeSpan wait);

    [LoggerMessage(LogLevel.Warning, "Slot {Slot} does not hear whether its attempt began; asked again in {Wait}")]
    private partial void LogStartNotAnswered(Exception exception, string slot, TimeSpan wait);

    [LoggerMessage(LogLevel.Warning, "Slot {Slot}: a heartbeat was not heard")]
    private partial void LogHeartbeatFailed(Exception exception, string slot);
}
