namespace OmniAvatar.Tests.Cluster;

/// <summary>The machine's clock, so many times as fast: for tests in which much is waited for and nothing depends on
/// when.</summary>
internal sealed class FastTime(double factor) : TimeProvider
{
    private readonly long _began = System.GetTimestamp();
    private readonly DateTimeOffset _start = System.GetUtcNow();

    public override long GetTimestamp() => _began + (long)((System.GetTimestamp() - _began) * factor);

    public override DateTimeOffset GetUtcNow() => _start + System.GetElapsedTime(_began) * factor;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(System.CreateTimer(callback, state, Shorten(dueTime), Shorten(period)), this);

    private TimeSpan Shorten(TimeSpan span) => span == Timeout.InfiniteTimeSpan ? span : span / factor;

    private sealed class FastTimer(ITimer inner, FastTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) =>
            inner.Change(time.Shorten(dueTime), time.Shorten(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
