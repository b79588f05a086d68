using OmniAvatar.Grains.Work;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Rendering.Slots;

/// <summary>Measures what an attempt uses, from its beginning until it is rendered, stopped or failed, with a monotonic
/// clock. Storing, committing and waiting for a store use no GPU and are not counted, so manifest, journal and ledger
/// have the same figure.</summary>
internal sealed class UsageClock(WorkClock clock)
{
    private readonly Lock _lock = new();
    private TimeSpan? _since;
    private TimeSpan _loaded;
    private TimeSpan? _loadingSince;
    private AttemptUsage? _final;

    /// <summary>Cumulative up to now.</summary>
    public AttemptUsage Usage
    {
        get
        {
            lock (_lock)
                return _final ?? Measure();
        }
    }

    /// <summary>The attempt begins.</summary>
    public void Start()
    {
        lock (_lock)
            _since ??= clock.Now;
    }

    /// <summary>The renderer begins a phase.</summary>
    public void Enter(RenderPhase phase)
    {
        lock (_lock)
        {
            _loaded += Loading();
            _loadingSince = phase == RenderPhase.Load ? clock.Now : null;
        }
    }

    /// <summary>The renderer is done: nothing is added any more.</summary>
    public void Stop()
    {
        lock (_lock)
            _final ??= Measure();
    }

    private AttemptUsage Measure() =>
        new(Milliseconds(_since is { } since ? clock.Now - since : TimeSpan.Zero), Milliseconds(_loaded + Loading()));

    private static long Milliseconds(TimeSpan span) => (long)Math.Round(span.TotalMilliseconds);

    private TimeSpan Loading() => _loadingSince is { } since ? clock.Now - since : TimeSpan.Zero;
}
