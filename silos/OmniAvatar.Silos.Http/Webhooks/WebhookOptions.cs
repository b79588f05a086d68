using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using OmniAvatar.Silos.Http.Outbound;

namespace OmniAvatar.Silos.Http.Webhooks;

/// <summary>How webhooks are delivered.</summary>
public sealed record WebhookOptions
{
    /// <summary>Hosts and networks of the operator's own that may be receivers, also without https. Default
    /// none.</summary>
    public TargetList Allowed { get; set; } = TargetList.Empty;

    /// <summary>How often due deliveries are looked for. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Pace { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a receiver may take to answer. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan AnswerTime { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Deliveries that this process tries at once. Default 64.</summary>
    [Range(1, 10_000)]
    public int Concurrent { get; set; } = 64;

    /// <summary>Of these, one tenant's. Default 16.</summary>
    [Range(1, 10_000)]
    public int ConcurrentOfTenant { get; set; } = 16;

    /// <summary>How long each further try is waited for, within a fifth; after the last a delivery is given up. Default
    /// from 5 s to 8 hours, a day in all.</summary>
    public IReadOnlyList<TimeSpan> Waits { get; set; } =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(4),
        TimeSpan.FromHours(8),
        TimeSpan.FromHours(8),
    ];

    /// <summary>How long the secret before the newest signs too. Default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan PreviousSecret { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long deliveries that have ended are listed. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Memory { get; set; } = TimeSpan.FromDays(30);
}

/// <summary>Checks every value against its range when the host starts, and names each that is outside.</summary>
[OptionsValidator]
internal sealed partial class WebhookOptionsValidator : IValidateOptions<WebhookOptions>;
