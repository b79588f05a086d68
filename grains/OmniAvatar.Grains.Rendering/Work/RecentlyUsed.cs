using System.Diagnostics.CodeAnalysis;

namespace OmniAvatar.Grains.Rendering.Work;

/// <summary>The values that were asked for last, as many as fit. From any thread.</summary>
internal sealed class RecentlyUsed<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _order = [];

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_lock)
        {
            value = default;
            if (!_nodes.TryGetValue(key, out var node))
                return false;
            _order.Remove(node);
            _order.AddFirst(node);
            value = node.Value.Value!;
            return true;
        }
    }

    /// <summary>Drops a value; whether there was one.</summary>
    public bool Forget(TKey key)
    {
        lock (_lock)
        {
            if (!_nodes.Remove(key, out var node))
                return false;
            _order.Remove(node);
            return true;
        }
    }

    public void Set(TKey key, TValue value)
    {
        lock (_lock)
        {
            if (_nodes.Remove(key, out var old))
                _order.Remove(old);
            _nodes[key] = _order.AddFirst((key, value));
            if (_order.Count <= capacity)
                return;
            _nodes.Remove(_order.Last!.Value.Key);
            _order.RemoveLast();
        }
    }
}
