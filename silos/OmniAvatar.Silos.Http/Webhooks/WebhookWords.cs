using OmniAvatar.Client.Wire;
using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Silos.Http.Videos;

namespace OmniAvatar.Silos.Http.Webhooks;

/// <summary>Events and deliveries in the words of the API.</summary>
internal static class WebhookWords
{
    /// <summary>Every event by its name.</summary>
    public static IReadOnlyList<(string Word, WebhookEvents Event)> All { get; } =
    [
        (WebhookEventTypes.Completed, WebhookEvents.Completed),
        (WebhookEventTypes.Failed, WebhookEvents.Failed),
        (WebhookEventTypes.Cancelled, WebhookEvents.Cancelled),
        (WebhookEventTypes.Progress, WebhookEvents.Progress),
    ];

    /// <summary>The states of deliveries by their names.</summary>
    public static (string Word, WebhookState Value)[] States { get; } =
    [
        (WebhookDeliveryStatus.Pending, WebhookState.Pending),
        (WebhookDeliveryStatus.Delivered, WebhookState.Delivered),
        (WebhookDeliveryStatus.Failed, WebhookState.Failed),
    ];

    /// <summary>An event as its receiver gets it: the same at each try.</summary>
    public static WebhookEvent Event(WebhookDelivery delivery) =>
        new(
            delivery.Id,
            WordOf(delivery.Event),
            delivery.Created.ToUnixTimeSeconds(),
            new WebhookVideo(delivery.Job.Job, StatusOf(delivery.Event), delivery.Percent, ErrorOf(delivery))
        );

    /// <summary>A delivery as its owner sees it.</summary>
    public static WebhookDeliveryView Show(WebhookDelivery delivery) =>
        new()
        {
            Id = delivery.Id,
            Type = WordOf(delivery.Event),
            VideoId = delivery.Job.Job,
            Url = new Uri(delivery.Url).GetLeftPart(UriPartial.Path),
            Status = States.First(state => state.Value == delivery.State).Word,
            Attempts = delivery.Attempts,
            CreatedAt = delivery.Created.ToUnixTimeSeconds(),
            NextAttemptAt = delivery.State == WebhookState.Pending ? delivery.Due.ToUnixTimeSeconds() : null,
            EndedAt = delivery.Ended?.ToUnixTimeSeconds(),
            LastStatus = delivery.LastStatus,
            LastError = delivery.LastError,
        };

    public static string WordOf(WebhookEvents what) => All.First(known => known.Event == what).Word;

    private static string StatusOf(WebhookEvents what) =>
        what switch
        {
            WebhookEvents.Completed => VideoStatus.Completed,
            WebhookEvents.Progress => VideoStatus.InProgress,
            _ => VideoStatus.Failed,
        };

    private static VideoError? ErrorOf(WebhookDelivery delivery) =>
        delivery.Event is WebhookEvents.Cancelled ? VideoPresenter.Cancelled
        : delivery.Failure is { } failure ? VideoPresenter.ErrorOf(failure)
        : null;
}
