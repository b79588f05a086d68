namespace OmniAvatar.Tests.Resilience;

/// <summary>A clock that leaps to the end of every wait as soon as it begins, and notes how long it was to
/// be.</summary>
internal sealed class LeapingTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _waits = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_lock)
                return [.. _waits];
        }
    }

    public override long GetTimestamp() => Waits.Sum(wait => wait.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
            _waits.Add(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
