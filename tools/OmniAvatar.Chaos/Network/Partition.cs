namespace OmniAvatar.Chaos.Network;

/// <summary>The pairs of members that cannot reach each other. Data that is sent meanwhile is delayed, not lost, as
/// with TCP: it arrives once the partition has ended.</summary>
internal sealed class Partition
{
    private readonly Lock _lock = new();
    private readonly HashSet<(string, string)> _cut = [];
    private TaskCompletionSource _healed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Blocks traffic between two members in both directions.</summary>
    public void Cut(string one, string other)
    {
        lock (_lock)
            _cut.Add(Pair(one, other));
    }

    /// <summary>Lets all traffic pass again.</summary>
    public void Heal()
    {
        lock (_lock)
        {
            _cut.Clear();
            _healed.SetResult();
            _healed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Returns once traffic may pass between two members.</summary>
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
