namespace OmniAvatar.Silos.Http.Videos;

/// <summary>
/// Looks at things for many who ask at once. One look at a thing runs at a time; who asks meanwhile waits for the next,
/// and shares it. So no answer is older than its question, and many questions cost as much as few.
/// </summary>
/// <param name="look">Looks at one thing; nobody's cancellation stops it.</param>
internal sealed class SharedLooks<TKey, TValue>(Func<TKey, Task<TValue>> look)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, TaskCompletionSource<TValue>?> _next = [];

    /// <summary>How a thing is, by a look that begins after this call.</summary>
    public Task<TValue> OfAsync(TKey key, CancellationToken cancellation)
    {
        TaskCompletionSource<TValue> mine;
        lock (_lock)
        {
            if (_next.TryGetValue(key, out var next))
            {
                mine = next ?? new(TaskCreationOptions.RunContinuationsAsynchronously);
                _next[key] = mine;
                return mine.Task.WaitAsync(cancellation);
            }
            mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _next[key] = null;
        }
        _ = RunAsync(key, mine);
        return mine.Task.WaitAsync(cancellation);
    }

    /// <summary>Looks for those who wait, and again while others came meanwhile.</summary>
    private async Task RunAsync(TKey key, TaskCompletionSource<TValue>? waiting)
    {
        while (waiting is not null)
        {
            try
            {
                waiting.SetResult(await look(key));
            }
            catch (Exception e)
            {
                waiting.SetException(e);
                // Whoever waited may have gone; the failure is theirs alone.
                _ = waiting.Task.Exception;
            }
            lock (_lock)
            {
                waiting = _next[key];
                if (waiting is null)
                    _next.Remove(key);
                else
                    _next[key] = null;
            }
        }
    }
}
