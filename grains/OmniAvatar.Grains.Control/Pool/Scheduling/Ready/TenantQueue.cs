namespace OmniAvatar.Grains.Control.Pool.Scheduling.Ready;

/// <summary>One tenant's open work, by what it asks of a slot.</summary>
internal sealed class TenantQueue
{
    private readonly Dictionary<WorkKind, (SortedSet<ReadyWork> ByTurn, SortedSet<ReadyWork> ByLength)> _kinds = [];

    /// <summary>Work of the tenant that waits, open or not yet.</summary>
    public int Count { get; set; }

    public void Open(ReadyWork work)
    {
        work.IsOpen = true;
        if (!_kinds.TryGetValue(work.Kind, out var kind))
            _kinds[work.Kind] = kind = (
                new SortedSet<ReadyWork>(ReadyWork.ByTurn),
                new SortedSet<ReadyWork>(ReadyWork.ByLength)
            );
        kind.ByTurn.Add(work);
        kind.ByLength.Add(work);
    }

    public void Remove(ReadyWork work)
    {
        if (!work.IsOpen)
            return;
        var (byTurn, byLength) = _kinds[work.Kind];
        byTurn.Remove(work);
        byLength.Remove(work);
        if (byTurn.Count == 0)
            _kinds.Remove(work.Kind);
    }

    /// <summary>Of every kind that fits, whose turn it is and the longest chain; only these can be the best for a
    /// slot.</summary>
    public IEnumerable<ReadyWork> Heads(Func<WorkKind, bool> fits, Func<ReadyWork, bool> mayTake)
    {
        foreach (var (kind, (byTurn, byLength)) in _kinds)
        {
            if (!fits(kind))
                continue;
            if (First(byTurn, mayTake) is not { } next)
                continue;
            yield return next;
            yield return First(byLength, mayTake)!;
        }
    }

    private static ReadyWork? First(SortedSet<ReadyWork> set, Func<ReadyWork, bool> mayTake) =>
        set.Min is { } first && mayTake(first) ? first : set.FirstOrDefault(mayTake);
}
