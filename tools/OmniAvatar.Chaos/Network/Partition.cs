namespace OmniAvatar.Chaos.Network;

/// <summary>
/// Which members of a cluster cannot reach which. What is sent meanwhile is held up, not lost, as TCP holds it: once
/// the partition is healed it arrives.
/// </summary>
internal sealed class Partition
{
    private readonly Lock _lock = new();
    private readonly HashSet<(string, string)> _cut = [];
    private TaskCompletionSource _healed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Nothing passes between two members any more, in either direction.</summary>
    public void Cut(string one, string other)
    {
        lock (_lock)
            _cut.Add(Pair(one, other));
    }

    /// <summary>Everything passes again.</summary>
    public void Heal()
    {
        lock (_lock)
        {
            _cut.Clear();
            _healed.SetResult();
            _healed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Returns once something may pass between two members.</summary>
    public async Task PassAsync(string? one, string other, CancellationToken cancellation)
    {
        while (one is not null && Find(one, other) is { } healed)
            await healed.WaitAsync(cancellation);
    }

    private Task? Find(string one, string other)
    {
        lock (_lock)
            return _cut.Contains(Pair(one, other)) ? _healed.Task : null;
    }

    private static (string, string) Pair(string one, string other) =>
        string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one);
}
