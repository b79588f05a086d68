using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>How jobs are driven.</summary>
public sealed record JobControlOptions
{
    /// <summary>Attempts that may fail for their own reason before the job does. Default 3, at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int AttemptsBeforeFailing { get; set; } = 3;

    /// <summary>Attempts at one segment whose slots may die, freeze or be cut off before the job fails: the segment may
    /// be the cause. Default 10, at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int LossesBeforeFailing { get; set; } = 10;

    /// <summary>Failures in a row of the same duty, of a kind that waiting does not mend (a bug, a damaged document),
    /// before the job fails. Default 5, at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int FaultsBeforeFailing { get; set; } = 5;

    /// <summary>
    /// How often an open job offers its ready work again, in case an offer was lost. Default 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan OfferAgainEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>First wait after a store or database did not answer; doubles up to <see cref="LongestRetry"/>. Default
    /// 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two tries. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether waits are spread at random. Default true.</summary>
    public bool SpreadRetries { get; set; } = true;

    /// <summary>How long the job waits for a store that refuses before it fails; null for no limit. Default
    /// null.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan? StorePatience { get; set; }
}

/// <summary>Checks every value against its range when the host starts, and names each that is outside.</summary>
[OptionsValidator]
internal sealed partial class JobControlOptionsValidator : IValidateOptions<JobControlOptions>;
