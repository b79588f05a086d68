using System.Security.Cryptography;
using System.Text;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Webhooks;

/// <summary>Where a delivery stands.</summary>
public enum WebhookState
{
    /// <summary>It is tried, or tried again, when it is due.</summary>
    Pending,

    /// <summary>The receiver has confirmed it.</summary>
    Delivered,

    /// <summary>It is not tried any more unless its owner asks for it.</summary>
    Failed,
}

/// <summary>One event for one receiver, durable until the receiver has confirmed it or all tries were in
/// vain.</summary>
public sealed record WebhookDelivery
{
    private const int IdBytes = 16;

    /// <summary>The event's id, the same at each try; see <see cref="IdOf"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Whose event.</summary>
    public required JobId Job { get; init; }

    /// <summary>Exactly one event.</summary>
    public required WebhookEvents Event { get; init; }

    /// <summary>The receiver.</summary>
    public required string Url { get; init; }

    /// <summary>Percent of the video that was rendered.</summary>
    public required int Percent { get; init; }

    /// <summary>Why the job failed; null unless it has.</summary>
    public JobFailure? Failure { get; init; }

    /// <summary>When the event happened.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Where it stands.</summary>
    public WebhookState State { get; init; } = WebhookState.Pending;

    /// <summary>Tries so far.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is tried next, if it is pending.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>When it was delivered or given up; null while it is pending.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The status of the receiver's last answer; null if there was none.</summary>
    public int? LastStatus { get; init; }

    /// <summary>Why the last try failed, in one sentence; null after a success.</summary>
    public string? LastError { get; init; }

    /// <summary>The id of an event: the same occasion has the same id, so that adding it again adds nothing.</summary>
    /// <param name="job">Whose event.</param>
    /// <param name="event">What.</param>
    /// <param name="occasion">Which time: a job may fail, go on, and fail again.</param>
    public static string IdOf(JobId job, WebhookEvents @event, string occasion)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{job.Tenant}/{job.Job}/{@event}/{occasion}"));
        return $"evt_{Convert.ToHexStringLower(hash.AsSpan(0, IdBytes))}";
    }
}
