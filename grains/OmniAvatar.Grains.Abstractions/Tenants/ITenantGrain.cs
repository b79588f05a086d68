using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Tenants;

/// <summary>One tenant, keyed by name: what it may use, and what it has used.</summary>
[Alias("OmniAvatar.ITenantGrain")]
public interface ITenantGrain : IGrainWithStringKey
{
    /// <summary>Its share and limits.</summary>
    [Alias("Terms")]
    Task<TenantTerms> TermsAsync();

    /// <summary>Whether one more job of this size fits the tenant's limits; says no with what to do.</summary>
    [Alias("Admit")]
    Task<Admission> AdmitAsync(AdmissionRequest request);

    /// <summary>
    /// Says that an admitted job's submission has ended: it is in the index, or it was refused after all, or it lost to
    /// an equal one. From now on the job counts as the index says.
    /// </summary>
    [Alias("Settle")]
    Task SettleAsync(JobId job);

    /// <summary>Adds to the ledger. Said twice it counts once: entries are keyed by attempt, and the highest value
    /// wins.</summary>
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
}

/// <summary>A job that asks to be admitted.</summary>
/// <param name="Job">The job.</param>
/// <param name="GpuSeconds">Estimate of all its work.</param>
/// <param name="Bytes">What its inputs take in the store.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.AdmissionRequest")]
public sealed record AdmissionRequest(
    [property: Id(0)] JobId Job,
    [property: Id(1)] double GpuSeconds,
    [property: Id(2)] long Bytes
);

/// <summary>The answer.</summary>
/// <param name="Refusal">Null if admitted; else one sentence with what to do.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.Admission")]
public sealed record Admission([property: Id(0)] string? Refusal)
{
    /// <summary>Whether the job is larger than the tenant's limits themselves, so that asking again helps
    /// nobody.</summary>
    [Id(1)]
    public bool CannotEverFit { get; init; }

    /// <summary>Whether the job may begin.</summary>
    public bool IsAdmitted => Refusal is null;
}
