using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Tenants;

/// <summary>What became of an attempt's GPU time. Higher values win over lower ones.</summary>
[GenerateSerializer, Alias("OmniAvatar.LedgerOutcome")]
public enum LedgerOutcome
{
    /// <summary>Spent by an attempt that ended without a result: killed, revoked, failed, given back after its last
    /// checkpoint.</summary>
    Lost,

    /// <summary>Spent by an attempt that finished after another's result was committed.</summary>
    Repeated,

    /// <summary>Spent by the attempt whose manifest is the result; the only time that is billed.</summary>
    Committed,
}

/// <summary>One line of a tenant's ledger, keyed by work and attempt.</summary>
/// <param name="Work">The segment, or the conditioning.</param>
/// <param name="Attempt">Its attempt.</param>
/// <param name="GpuMilliseconds">Cumulative over the attempt.</param>
/// <param name="Outcome">What became of it.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.LedgerEntry")]
public sealed record LedgerEntry(
    [property: Id(0)] WorkId Work,
    [property: Id(1)] int Attempt,
    [property: Id(2)] long GpuMilliseconds,
    [property: Id(3)] LedgerOutcome Outcome
)
{
    /// <summary>
    /// Which of two entries of one attempt counts: the one with the higher outcome, whose time is then the true one
    /// (what a committed attempt used is what its manifest says, whatever was reported before), and of equal outcomes
    /// the one with more time.
    /// </summary>
    public LedgerEntry Highest(LedgerEntry other) =>
        (Outcome, GpuMilliseconds).CompareTo((other.Outcome, other.GpuMilliseconds)) >= 0 ? this : other;
}

/// <summary>A tenant's totals.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.TenantUsage")]
public sealed record TenantUsage
{
    /// <summary>GPU-milliseconds of results, which are billed.</summary>
    [Id(0)]
    public long CommittedGpuMilliseconds { get; init; }

    /// <summary>GPU-milliseconds of attempts that came second.</summary>
    [Id(1)]
    public long RepeatedGpuMilliseconds { get; init; }

    /// <summary>GPU-milliseconds that ended without a result.</summary>
    [Id(2)]
    public long LostGpuMilliseconds { get; init; }

    /// <summary>Estimated GPU-seconds of unfinished jobs.</summary>
    [Id(3)]
    public double QueuedGpuSeconds { get; init; }

    /// <summary>Bytes in the artifact store.</summary>
    [Id(4)]
    public long StoredBytes { get; init; }
}
