using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Silos.Gateway.Commands.Tenants;

/// <summary>A limit that is said: a number, or none at all. A limit that is not said is null.</summary>
/// <param name="Value">The number; null lifts the limit.</param>
internal sealed record Limit(double? Value);

/// <summary>A tenant to create or change. What is null stays as it is.</summary>
internal sealed record TenantChange(
    string Name,
    double? Weight,
    Limit? Slots,
    Limit? QueuedGpuSeconds,
    Limit? StoredBytes
)
{
    /// <summary>The terms with this change.</summary>
    public TenantTerms ApplyTo(TenantTerms before) =>
        new()
        {
            Weight = Weight ?? before.Weight,
            ConcurrentSlots = Slots is null ? before.ConcurrentSlots : (int?)Slots.Value,
            QueuedGpuSeconds = QueuedGpuSeconds is null ? before.QueuedGpuSeconds : QueuedGpuSeconds.Value,
            StoredBytes = StoredBytes is null ? before.StoredBytes : (long?)StoredBytes.Value,
        };
}
