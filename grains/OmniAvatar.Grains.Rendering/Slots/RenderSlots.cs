using System.Collections.Concurrent;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Rendering.Slots;

/// <summary>The slots of this silo, by name.</summary>
public sealed class RenderSlots : IDisposable
{
    private readonly ConcurrentDictionary<string, RenderSlot> _slots = new();
    private readonly CancellationTokenSource _allSick = new();

    /// <summary>Cancelled once every slot of this process has left because it is broken; then the process must
    /// end.</summary>
    public CancellationToken AllSick => _allSick.Token;

    /// <summary>What the granted slot holds, or null if that slot is not on this silo or holds something
    /// else.</summary>
    public HeldWork? Find(WorkGrant grant) =>
        _slots.TryGetValue(grant.Slot, out var slot) && slot.Held is { } held && held.Grant == grant ? held : null;

    /// <inheritdoc/>
    public void Dispose() => _allSick.Dispose();

    internal void Add(RenderSlot slot) => _slots[slot.Name] = slot;

    /// <summary>A slot has left because something was wrong with it.</summary>
    internal void NoteSick()
    {
        if (_slots.Values.All(slot => slot.Sickness is not null))
            _allSick.Cancel();
    }
}
