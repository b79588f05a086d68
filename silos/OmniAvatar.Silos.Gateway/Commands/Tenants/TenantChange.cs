using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Silos.Gateway.Commands.Tenants;

/// <summary>A limit that was given: a number, or no limit. A limit that was not given is null.</summary>
/// <param name="Value">The number; null lifts the limit.</param>
internal sealed record Limit(double? Value);

/// <summary>A tenant to create or change. Null values change nothing.</summary>
internal sealed record TenantChange(
    string Name,
    double? Weight,
    Limit? Slots,
    Limit? QueuedGpuSeconds,
    Limit? StoredBytes,
    double? RetainDays
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
            RetainFor = RetainDays is { } days ? TimeSpan.FromDays(days) : before.RetainFor,
        };
}
