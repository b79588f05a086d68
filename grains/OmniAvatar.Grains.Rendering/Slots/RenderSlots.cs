using System.Collections.Concurrent;
using OmniAvatar.Grains.Work;

namespace OmniAvatar.Grains.Rendering.Slots;

/// <summary>The slots of this silo, by name.</summary>
public sealed class RenderSlots
{
    private readonly ConcurrentDictionary<string, RenderSlot> _slots = new();

    /// <summary>What the granted slot holds, or null if that slot is not on this silo or holds something else.</summary>
    public HeldWork? Find(WorkGrant grant) =>
        _slots.TryGetValue(grant.Slot, out var slot) && slot.Held is { } held && held.Grant == grant ? held : null;

    internal void Add(RenderSlot slot) => _slots[slot.Name] = slot;
}
