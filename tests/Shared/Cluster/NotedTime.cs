using Microsoft.Extensions.Time.Testing;

namespace OmniAvatar.Tests.Cluster;

/// <summary>A clock that moves only when told to, and tells who waits on it: so that a test moves it only once they
/// do.</summary>
internal sealed class NotedTime : FakeTimeProvider
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TimeSpan, int> _waits = [];
    private TaskCompletionSource _noted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        lock (_lock)
        {
            _waits[dueTime] = _waits.GetValueOrDefault(dueTime) + 1;
            _noted.TrySetResult();
            _noted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        return timer;
    }

    /// <summary>Waits of this length that were begun so far.</summary>
    public int Begun(TimeSpan length)
    {
        lock (_lock)
            return _waits.GetValueOrDefault(length);
    }

    /// <summary>Returns when a wait of this length was begun this many times.</summary>
    public async Task WaitBegunAsync(TimeSpan length, int times)
    {
        while (true)
        {
            Task noted;
            lock (_lock)
            {
                if (_waits.GetValueOrDefault(length) >= times)
                    return;
                noted = _noted.Task;
            }
            await noted.WaitAsync(TimeSpan.FromMinutes(2));
        }
    }
}
