using OmniAvatar.Grains;

namespace OmniAvatar.Tests.Cluster;

/// <summary>Measures every grain call by the cluster's clock, and lets a test wait for calls to end.</summary>
internal sealed class CallTimes(WorkClock clock) : IIncomingGrainCallFilter
{
    private readonly Lock _lock = new();
    private readonly Dictionary<object, TimeSpan> _inFlight = [];
    private readonly Dictionary<string, (int Count, TimeSpan Longest)> _calls = [];
    private TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Count and longest duration by method.</summary>
    public IReadOnlyDictionary<string, (int Count, TimeSpan Longest)> Calls
    {
        get
        {
            lock (_lock)
                return new Dictionary<string, (int, TimeSpan)>(_calls);
        }
    }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (
            context.ImplementationMethod?.DeclaringType?.Namespace?.StartsWith("OmniAvatar", StringComparison.Ordinal)
            != true
        )
        {
            await context.Invoke();
            return;
        }
        var call = new object();
        lock (_lock)
            _inFlight[call] = clock.Now;
        try
        {
            await context.Invoke();
        }
        finally
        {
            End(call, context.ImplementationMethod.Name);
        }
    }

    /// <summary>Returns when no call is in flight.</summary>
    public Task SettleAsync() => WaitUntilAsync(() => _inFlight.Count == 0);

    /// <summary>Returns when a method was called, to the end, this many times.</summary>
    public Task CountAsync(string method, int count) =>
        WaitUntilAsync(() => _calls.GetValueOrDefault(method).Count >= count);

    private async Task WaitUntilAsync(Func<bool> condition)
    {
        while (true)
        {
            Task ended;
            lock (_lock)
            {
                if (condition())
                    return;
                ended = _ended.Task;
            }
            await ended.WaitAsync(TimeSpan.FromMinutes(2));
        }
    }

    private void End(object call, string method)
    {
        lock (_lock)
        {
            var (count, longest) = _calls.GetValueOrDefault(method);
            var took = clock.Now - _inFlight[call];
            _inFlight.Remove(call);
            _calls[method] = (count + 1, took > longest ? took : longest);
            _ended.TrySetResult();
            _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
