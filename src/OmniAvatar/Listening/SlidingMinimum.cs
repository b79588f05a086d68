namespace OmniAvatar.Listening;

/// <summary>The least of the last values, each added and read in constant time on average.</summary>
/// <param name="length">How many values it looks back on, the newest included.</param>
internal sealed class SlidingMinimum(int length)
{
    // The values rise: a value that is not below a newer one can never be the least again.
    private readonly LinkedList<(int Index, float Value)> _candidates = new();
    private int _next;

    /// <summary>Adds a value and gives the least of the last ones.</summary>
    public float Add(float value)
    {
        while (_candidates.Last is { } last && last.Value.Value >= value)
            _candidates.RemoveLast();
        _candidates.AddLast((_next++, value));
        if (_candidates.First!.Value.Index <= _next - 1 - length)
            _candidates.RemoveFirst();
        return _candidates.First!.Value.Value;
    }
}
