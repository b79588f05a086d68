using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Tenants;

/// <summary>One tenant, keyed by name: its limits and its usage.</summary>
[Alias("OmniAvatar.ITenantGrain")]
public interface ITenantGrain : IGrainWithStringKey
{
    /// <summary>Its share and limits.</summary>
    [Alias("Terms")]
    Task<TenantTerms> TermsAsync();

    /// <summary>Whether one more job of this size fits the tenant's limits; a refusal says what to do.</summary>
    [Alias("Admit")]
    Task<Admission> AdmitAsync(AdmissionRequest request);

    /// <summary>Ends the reservation of an admitted job: the job is in the index, or it was refused, or an equal
    /// request was first. From now on the index alone counts.</summary>
    [Alias("Settle")]
    Task SettleAsync(JobId job);

    /// <summary>Adds to the ledger. Adding an entry twice counts once: entries are keyed by attempt, and the highest
    /// value wins.</summary>
    [Alias("Record")]
    Task RecordAsync(IReadOnlyList<LedgerEntry> entries);

    /// <summary>What the tenant has used.</summary>
    [Alias("Usage")]
    Task<TenantUsage> UsageAsync();
}

/// <summary>A tenant's share of the pool and its limits; a limit that is null does not limit.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.TenantTerms")]
public sealed record TenantTerms
{
    /// <summary>Share of GPU-seconds relative to other tenants with work, above 0.</summary>
    [Id(0)]
    public double Weight { get; init; } = 1;

    /// <summary>Most slots at the same time.</summary>
    [Id(1)]
    public int? ConcurrentSlots { get; init; }

    /// <summary>Most estimated GPU-seconds of unfinished work.</summary>
    [Id(2)]
    public double? QueuedGpuSeconds { get; init; }

    /// <summary>Most bytes in the artifact store.</summary>
    [Id(3)]
    public long? StoredBytes { get; init; }

    /// <summary>How long its finished videos keep what a remake of a shot needs; null takes the service's
    /// default.</summary>
    [Id(4)]
    public TimeSpan? RetainFor { get; init; }
}

/// <summary>A job that asks to be admitted.</summary>
/// <param name="Job">The job.</param>
/// <param name="GpuSeconds">Estimated GPU-seconds of all its work.</param>
/// <param name="Bytes">Bytes of its inputs in the store.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.AdmissionRequest")]
public sealed record AdmissionRequest(
    [property: Id(0)] JobId Job,
    [property: Id(1)] double GpuSeconds,
    [property: Id(2)] long Bytes
);

/// <summary>The answer.</summary>
/// <param name="Refusal">Null if admitted; else one sentence that says what to do.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.Admission")]
public sealed record Admission([property: Id(0)] string? Refusal)
{
    /// <summary>Whether the job alone exceeds the tenant's limits, so that a later try cannot succeed.</summary>
    [Id(1)]
    public bool CannotEverFit { get; init; }

    /// <summary>Whether the job may begin.</summary>
    public bool IsAdmitted => Refusal is null;
}
