using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OmniAvatar.Grains.Control.Sweeps;

/// <summary>How the store is swept.</summary>
public sealed record SweepOptions
{
    /// <summary>How often. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Every { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long files of a job that the index does not know are watched before they go. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan OrphansFor { get; set; } = TimeSpan.FromHours(1);
}

/// <summary>Checks every value against its range when the host starts, and names each that is outside.</summary>
[OptionsValidator]
internal sealed partial class SweepOptionsValidator : IValidateOptions<SweepOptions>;
