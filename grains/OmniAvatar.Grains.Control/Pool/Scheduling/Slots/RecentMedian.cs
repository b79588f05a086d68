namespace OmniAvatar.Grains.Control.Pool.Scheduling.Slots;

/// <summary>The median of the last values seen: a few odd ones, of work that was resumed or held up, do not move
/// it.</summary>
internal sealed class RecentMedian
{
    private const int Kept = 31;

    private readonly Queue<double> _seen = new();
    private double? _median;

    public int Count => _seen.Count;

    public double Value => _median ??= _seen.Order().ElementAt(_seen.Count / 2);

    public void Add(double value)
    {
        _seen.Enqueue(value);
        if (_seen.Count > Kept)
            _seen.Dequeue();
        _median = null;
    }
}
