using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>How jobs are driven.</summary>
public sealed record JobControlOptions
{
    /// <summary>Attempts that may fail for their own reason before the job does. Default 3, at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int AttemptsBeforeFailing { get; set; } = 3;

    /// <summary>
    /// Attempts at one segment whose slots may die, freeze or be cut off before the job fails: it may be what kills
    /// them. Default
    /// 10, at least 1.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int LossesBeforeFailing { get; set; } = 10;

    /// <summary>
    /// Failures in a row of one and the same thing that no waiting mends (a bug, a document that stays damaged) before
    /// the job fails. Default 5, at least 1.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int FaultsBeforeFailing { get; set; } = 5;

    /// <summary>
    /// How often an open job offers its ready work again, in case an offer was lost. Default 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan OfferAgainEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>First wait after a store or database that is away; doubles up to <see cref="LongestRetry"/>. Default 1
    /// s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two tries. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether waits are spread at random. Default true.</summary>
    public bool SpreadRetries { get; set; } = true;

    /// <summary>How long a store that refuses is waited for before the job fails; null for as long as it takes. Default
    /// null.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan? StorePatience { get; set; }
}

/// <summary>Checks every value against its range when the host starts, and names each that is outside.</summary>
[OptionsValidator]
internal sealed partial class JobControlOptionsValidator : IValidateOptions<JobControlOptions>;
