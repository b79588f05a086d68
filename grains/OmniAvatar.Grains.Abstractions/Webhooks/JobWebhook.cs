namespace OmniAvatar.Grains.Webhooks;

/// <summary>What a job's owner can be told of by a webhook.</summary>
[Flags]
public enum WebhookEvents
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The video is completed.</summary>
    Completed = 1,

    /// <summary>The video has failed; it may be resumed.</summary>
    Failed = 2,

    /// <summary>The video was cancelled.</summary>
    Cancelled = 4,

    /// <summary>A further tenth of the video is rendered.</summary>
    Progress = 8,

    /// <summary>Every way to end.</summary>
    Ends = Completed | Failed | Cancelled,
}

/// <summary>Where a job's owner wants to be told what.</summary>
/// <param name="Url">An absolute address; its query may hold secrets, so logs leave it out.</param>
/// <param name="Events">What is told.</param>
[GenerateSerializer, Immutable, Alias("OmniAvatar.JobWebhook")]
public sealed record JobWebhook([property: Id(0)] string Url, [property: Id(1)] WebhookEvents Events);
