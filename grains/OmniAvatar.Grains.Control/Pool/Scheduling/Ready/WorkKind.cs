using OmniAvatar.Grains.Pool;

namespace OmniAvatar.Grains.Control.Pool.Scheduling.Ready;

/// <summary>What work needs of a slot's machine; the same slots can do all work of one kind.</summary>
/// <param name="Model">A model that the slot must have.</param>
/// <param name="NumericClass">The slot's class, or null for any.</param>
/// <param name="MemoryBytes">Device memory at least; a slot that does not know its own has enough.</param>
/// <param name="CheckpointClass">The class in which an earlier attempt left a checkpoint, or null; others can do it,
/// from the beginning.</param>
internal readonly record struct WorkKind(string Model, string? NumericClass, long MemoryBytes, string? CheckpointClass)
{
    public static WorkKind Of(WorkDemand demand, string? checkpointClass = null) =>
        new(demand.Model, demand.NumericClass, demand.MemoryBytes, checkpointClass);

    public bool Fits(SlotDescription slot) => HasModel(slot) && HasClass(slot) && HasMemory(slot);

    public bool HasModel(SlotDescription slot) => slot.Models.Contains(Model);

    public bool HasClass(SlotDescription slot) => NumericClass is null || NumericClass == slot.NumericClass;

    public bool HasMemory(SlotDescription slot) => slot.MemoryBytes == 0 || slot.MemoryBytes >= MemoryBytes;
}
