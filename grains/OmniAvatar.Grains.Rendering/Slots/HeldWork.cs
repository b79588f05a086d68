using OmniAvatar.Grains.Work;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Rendering.Slots;

/// <summary>What a slot holds: written by the work's thread and the slot, read by heartbeats and the attempt's grain.</summary>
public sealed class HeldWork : IDisposable
{
    private readonly RenderSlot _slot;
    private readonly WorkClock _clock;
    private readonly TimeSpan _since;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private RenderProgress _progress = new(RenderPhase.Load, 0, 0);

    internal HeldWork(RenderSlot slot, WorkGrant grant, WorkClock clock)
    {
        (_slot, _clock, _since) = (slot, clock, clock.Now);
        Grant = grant;
        Stopping = _stop.Token;
    }

    public WorkGrant Grant { get; }

    /// <summary>Cancelled when the lease is revoked, the job wants no more, or the slot leaves.</summary>
    public CancellationToken Stopping { get; }

    public NumericClass NumericClass => _slot.NumericClass;

    /// <summary>What the attempt has used so far.</summary>
    public AttemptUsage Usage => new((long)(_clock.Now - _since).TotalMilliseconds);

    /// <summary>Ends when the attempt is over and its job has heard of it.</summary>
    internal Task Finished => _finished.Task;

    /// <summary>How far the work is.</summary>
    public RenderProgress Progress
    {
        get
        {
            lock (_lock) return _progress;
        }
        set
        {
            lock (_lock) _progress = value;
        }
    }

    /// <summary>Renders on the slot's own thread.</summary>
    public Task<RenderOutput> RenderAsync(RenderTask task, IRenderSession session) => _slot.RenderAsync(task, session);

    public void Finish() => _finished.TrySetResult();

    internal void Stop()
    {
        if (!_finished.Task.IsCompleted) _stop.Cancel();
    }

    public void Dispose() => _stop.Dispose();
}
