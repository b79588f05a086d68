namespace OmniAvatar.Grains.Background;

/// <summary>The state of one background loop: written by the loop, read by health checks.</summary>
internal sealed class LoopStatus(string name)
{
    private readonly Lock _lock = new();
    private TimeSpan? _failingSince;
    private string? _lastFailure;
    private bool _isDead;

    public string Name => name;

    public int FailuresInARow { get; private set; }

    public void Succeed()
    {
        lock (_lock)
            (FailuresInARow, _failingSince, _lastFailure) = (0, null, null);
    }

    public void Fail(Exception failure, TimeSpan now)
    {
        lock (_lock)
        {
            FailuresInARow++;
            _failingSince ??= now;
            _lastFailure = failure.GetType().Name;
        }
    }

    public void Die(Exception failure)
    {
        lock (_lock)
            (_isDead, _lastFailure) = (true, failure.GetType().Name);
    }

    public bool IsUnwell(TimeSpan now)
    {
        lock (_lock)
            return _isDead
                || (
                    FailuresInARow >= BackgroundLoops.UnwellRounds && now - _failingSince >= BackgroundLoops.UnwellAfter
                );
    }

    public string Describe()
    {
        lock (_lock)
            return $"{name} {(_isDead ? "ended" : "fails")} ({_lastFailure})";
    }
}
