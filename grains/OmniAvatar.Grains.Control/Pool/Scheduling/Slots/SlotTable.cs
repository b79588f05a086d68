using OmniAvatar.Grains.Control.Pool.Scheduling.Ready;
using OmniAvatar.Grains.Pool;

namespace OmniAvatar.Grains.Control.Pool.Scheduling.Slots;

/// <summary>The present slots and their last descriptions.</summary>
/// <param name="silence">A slot that was silent for this long has left.</param>
internal sealed class SlotTable(TimeSpan silence)
{
    private readonly Dictionary<string, (SlotDescription Slot, TimeSpan LastSeen)> _slots = [];
    private readonly Dictionary<string, int> _classes = [];
    private readonly HashSet<string> _draining = [];

    public int Count => _slots.Count;

    public IEnumerable<SlotDescription> All => _slots.Values.Select(s => s.Slot);

    /// <summary>The slots that take work.</summary>
    public IEnumerable<SlotDescription> Present => All.Where(slot => !IsDraining(slot.Slot));

    public bool Contains(string slot) => _slots.ContainsKey(slot);

    public bool IsDraining(string slot) => _draining.Contains(slot);

    /// <summary>A slot takes no more work, or does again. Returns whether it is there.</summary>
    public bool SetDraining(string slot, bool drain)
    {
        if (!Contains(slot))
            return false;
        if (drain)
            _draining.Add(slot);
        else
            _draining.Remove(slot);
        return true;
    }

    /// <summary>A slot pulls or works. One that this pool has not seen yet may know from an earlier pool that it is
    /// drained.</summary>
    public void MarkSeen(SlotDescription slot, TimeSpan now)
    {
        if (!_slots.ContainsKey(slot.Slot))
        {
            CountClass(slot.NumericClass, 1);
            if (slot.IsDraining)
                _draining.Add(slot.Slot);
        }
        _slots[slot.Slot] = (slot, now);
    }

    public void Remove(string slot)
    {
        _draining.Remove(slot);
        if (_slots.Remove(slot, out var gone))
            CountClass(gone.Slot.NumericClass, -1);
    }

    /// <summary>Whether some present slot is of this numeric class.</summary>
    public bool HasClass(string numericClass) => _classes.ContainsKey(numericClass);

    /// <summary>Forgets and returns the slots that fell silent.</summary>
    public IReadOnlyList<string> RemoveSilent(TimeSpan now)
    {
        var gone = _slots.Values.Where(s => now - s.LastSeen > silence).Select(s => s.Slot.Slot).ToArray();
        foreach (var slot in gone)
            Remove(slot);
        return gone;
    }

    /// <summary>Whether some present slot, none of these, can do work of this kind.</summary>
    public bool CanDo(WorkKind kind, IReadOnlyList<string> except) =>
        Present.Any(slot => kind.Fits(slot) && !except.Contains(slot.Slot));

    private void CountClass(string numericClass, int change)
    {
        var count = _classes.GetValueOrDefault(numericClass) + change;
        if (count > 0)
            _classes[numericClass] = count;
        else
            _classes.Remove(numericClass);
    }
}
