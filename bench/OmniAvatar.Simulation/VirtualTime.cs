namespace OmniAvatar.Simulation;

/// <summary>A clock that jumps from one event to the next.</summary>
internal sealed class VirtualTime
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Number)> _events = new();
    private long _number;

    public TimeSpan Now { get; private set; }

    public void In(double seconds, Action happen) =>
        _events.Enqueue(happen, (Now + TimeSpan.FromSeconds(seconds), _number++));

    /// <summary>Runs until a condition holds.</summary>
    /// <exception cref="InvalidOperationException">Nothing happens any more.</exception>
    public void RunUntil(Func<bool> done)
    {
        while (!done())
        {
            if (!_events.TryDequeue(out var happen, out var when))
                throw new InvalidOperationException("The simulation makes no progress.");
            Now = when.At;
            happen();
        }
    }
}
