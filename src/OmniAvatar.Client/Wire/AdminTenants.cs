namespace OmniAvatar.Client.Wire;

/// <summary>All tenants for an operator.</summary>
/// <param name="Data">By name.</param>
public sealed record AdminTenants(IReadOnlyList<AdminTenant> Data)
{
    /// <summary>Always <c>list</c>.</summary>
    public string Object { get; init; } = "list";
}

/// <summary>One tenant; a limit that is null does not limit.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weight">Its share relative to the others'.</param>
/// <param name="ReadySegments">Segments and conditionings that could begin now.</param>
/// <param name="BacklogGpuSeconds">Estimated GPU-seconds of its open videos' remaining work.</param>
/// <param name="Slots">Slots that it holds.</param>
/// <param name="SlotsLimit">Most slots at once.</param>
/// <param name="ShareUsed">Its part of the slots that are held now, 0 to 1.</param>
/// <param name="ShareDue">Its part by weight among the tenants that have work, 0 to 1; 0 without work.</param>
/// <param name="QueuedGpuSeconds">Estimated GPU-seconds of its open videos, as admission counts them.</param>
/// <param name="QueuedGpuSecondsLimit">Most of those.</param>
/// <param name="StoredBytes">Bytes that its videos keep.</param>
/// <param name="StoredBytesLimit">Most of those.</param>
public sealed record AdminTenant(
    string Name,
    double Weight,
    int ReadySegments,
    double BacklogGpuSeconds,
    int Slots,
    int? SlotsLimit,
    double ShareUsed,
    double ShareDue,
    double QueuedGpuSeconds,
    double? QueuedGpuSecondsLimit,
    long StoredBytes,
    long? StoredBytesLimit
);
