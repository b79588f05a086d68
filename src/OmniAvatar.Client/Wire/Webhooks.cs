namespace OmniAvatar.Client.Wire;

/// <summary>The types of events that webhooks tell.</summary>
public static class WebhookEventTypes
{
    /// <summary>The video can be downloaded.</summary>
    public const string Completed = "video.completed";

    /// <summary>The video has failed; it may be resumed.</summary>
    public const string Failed = "video.failed";

    /// <summary>The video was cancelled.</summary>
    public const string Cancelled = "video.cancelled";

    /// <summary>A further tenth of the video is rendered.</summary>
    public const string Progress = "video.progress";
}

/// <summary>An event as a webhook's receiver gets it.</summary>
/// <param name="Id">The same at each try, also in the header <c>webhook-id</c>.</param>
/// <param name="Type">See <see cref="WebhookEventTypes"/>.</param>
/// <param name="CreatedAt">When it happened, in seconds since 1970.</param>
/// <param name="Data">What it is about.</param>
public sealed record WebhookEvent(string Id, string Type, long CreatedAt, WebhookVideo Data)
{
    /// <summary>Always <c>event</c>.</summary>
    public string Object { get; init; } = "event";
}

/// <summary>The video that an event is about, as it was then.</summary>
/// <param name="Id">The video.</param>
/// <param name="Status">See <see cref="VideoStatus"/>.</param>
/// <param name="Progress">Percent done, 0 to 100.</param>
/// <param name="Error">Set if and only if it has failed.</param>
public sealed record WebhookVideo(string Id, string Status, int Progress, VideoError? Error);

/// <summary>The secret with which a tenant's webhooks are signed.</summary>
/// <param name="CreatedAt">When it was made, in seconds since 1970.</param>
/// <param name="PreviousValidUntil">Until when the one before signs too, in seconds since 1970, or null.</param>
/// <param name="Secret">The secret, only in the answer that made it.</param>
public sealed record WebhookSecret(long CreatedAt, long? PreviousValidUntil, string? Secret)
{
    /// <summary>Always <c>webhook.secret</c>.</summary>
    public string Object { get; init; } = "webhook.secret";
}

/// <summary>Where a delivery stands.</summary>
public static class WebhookDeliveryStatus
{
    /// <summary>It is tried, or tried again at its time.</summary>
    public const string Pending = "pending";

    /// <summary>The receiver has confirmed it.</summary>
    public const string Delivered = "delivered";

    /// <summary>It is not tried any more unless its owner asks for it.</summary>
    public const string Failed = "failed";
}

/// <summary>An event on its way to its receiver.</summary>
public sealed record WebhookDeliveryView
{
    /// <summary>The event's id.</summary>
    public required string Id { get; init; }

    /// <summary>Always <c>webhook.delivery</c>.</summary>
    public string Object { get; init; } = "webhook.delivery";

    /// <summary>See <see cref="WebhookEventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The video that it is about.</summary>
    public required string VideoId { get; init; }

    /// <summary>The receiver, without its query.</summary>
    public required string Url { get; init; }

    /// <summary>See <see cref="WebhookDeliveryStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Tries so far.</summary>
    public required int Attempts { get; init; }

    /// <summary>When the event happened, in seconds since 1970.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>When it is tried next, in seconds since 1970; null unless it is pending.</summary>
    public required long? NextAttemptAt { get; init; }

    /// <summary>When it was delivered or given up, in seconds since 1970; null while it is pending.</summary>
    public required long? EndedAt { get; init; }

    /// <summary>The status of the receiver's last answer, or null.</summary>
    public required int? LastStatus { get; init; }

    /// <summary>Why the last try failed, in one sentence, or null.</summary>
    public required string? LastError { get; init; }
}

/// <summary>A page of deliveries.</summary>
/// <param name="Data">Newest first.</param>
/// <param name="FirstId">Of the page; null if it is empty.</param>
/// <param name="LastId">Of the page: what the next page comes after; null if it is empty.</param>
/// <param name="HasMore">Whether more come after it.</param>
public sealed record WebhookDeliveryList(
    IReadOnlyList<WebhookDeliveryView> Data,
    string? FirstId,
    string? LastId,
    bool HasMore
)
{
    /// <summary>Always <c>list</c>.</summary>
    public string Object { get; init; } = "list";
}
