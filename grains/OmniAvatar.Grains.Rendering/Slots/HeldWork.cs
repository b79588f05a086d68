using OmniAvatar.Grains.Work;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Rendering.Slots;

/// <summary>What a slot holds: written by the work's thread and the slot, read by heartbeats and the attempt's
/// grain.</summary>
public sealed class HeldWork : IDisposable
{
    private readonly RenderSlot _slot;
    private readonly UsageClock _usage;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<WorkOutcome> _finished = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly Lock _lock = new();
    private RenderProgress _progress = new(RenderPhase.Load, 0, 0);
    private volatile bool _isLeaving;

    internal HeldWork(RenderSlot slot, WorkGrant grant, WorkClock clock)
    {
        (_slot, _usage) = (slot, new UsageClock(clock));
        Grant = grant;
        Stopping = _stop.Token;
    }

    /// <summary>The grant that it renders.</summary>
    public WorkGrant Grant { get; }

    /// <summary>Cancelled when the lease is revoked, the job wants no more, or the slot can wait no longer.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Whether the slot leaves: what is done by the next step is kept, and the work ends there.</summary>
    public bool IsLeaving => _isLeaving;

    /// <summary>Of the machine that renders it.</summary>
    public NumericClass NumericClass => _slot.NumericClass;

    /// <summary>What the attempt has used so far; it stands once <see cref="EndUsage"/> was called.</summary>
    public AttemptUsage Usage => _usage.Usage;

    /// <summary>Ends when the attempt is over and its end was reported to the job; the result is how it
    /// ended.</summary>
    internal Task<WorkOutcome> Finished => _finished.Task;

    /// <summary>How far the work is.</summary>
    public RenderProgress Progress
    {
        get
        {
            lock (_lock)
                return _progress;
        }
    }

    /// <summary>Renders on the slot's own thread.</summary>
    internal Task<RenderOutput> RenderAsync(RenderTask task, IRenderSession session) =>
        _slot.RenderAsync(task, session);

    internal void Report(RenderProgress progress)
    {
        if (progress.Phase != Progress.Phase || progress.Phase == RenderPhase.Load)
            _usage.Enter(progress.Phase);
        lock (_lock)
            _progress = progress;
    }

    /// <summary>From here on the attempt uses its slot.</summary>
    internal void BeginUsage() => _usage.Start();

    /// <summary>From here on the attempt no longer uses its slot.</summary>
    internal void EndUsage() => _usage.Stop();

    internal void Finish(WorkOutcome outcome) => _finished.TrySetResult(outcome);

    /// <summary>Asks for a checkpoint after the next step, and for the end there.</summary>
    internal void Leave() => _isLeaving = true;

    internal void Stop()
    {
        if (!_finished.Task.IsCompleted)
            _stop.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();
}
