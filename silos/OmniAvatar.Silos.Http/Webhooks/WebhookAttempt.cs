using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmniAvatar.Grains.Webhooks;

namespace OmniAvatar.Silos.Http.Webhooks;

/// <summary>Makes one try of a delivery and writes what came of it: delivered, to be tried again after a longer wait,
/// or given up.</summary>
internal sealed partial class WebhookAttempt(
    IWebhookOutbox outbox,
    WebhookSender sender,
    WebhookMetrics metrics,
    IOptions<WebhookOptions> options,
    TimeProvider time,
    ILogger<WebhookAttempt> logger
)
{
    private const double Spread = 0.4;

    public async Task MakeAsync(WebhookDelivery delivery, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var answer = await sender.SendAsync(delivery, cancellation);
        var after = After(delivery, answer);
        // What a receiver has confirmed is noted although the process stops, or it would be told again.
        await outbox.NoteAsync(after, CancellationToken.None);
        if (answer.IsGone)
            await outbox.EndAsync(delivery.Job, answer.Status!.Value, answer.Error!, CancellationToken.None);
        metrics.Count(after.State, time.GetElapsedTime(began));
        if (after.State is WebhookState.Failed)
            LogGivenUp(delivery.Job.Tenant, delivery.Id, new Uri(delivery.Url).Host, after.Attempts, answer.Error!);
    }

    private WebhookDelivery After(WebhookDelivery delivery, WebhookAnswer answer)
    {
        var tried = delivery with
        {
            Attempts = delivery.Attempts + 1,
            LastStatus = answer.Status,
            LastError = answer.Error,
        };
        var now = time.GetUtcNow();
        if (answer.Error is null)
            return tried with { State = WebhookState.Delivered, Ended = now };
        return delivery.Attempts < options.Value.Waits.Count && !answer.IsGone
            ? tried with
            {
                Due = now + Spreaded(options.Value.Waits[delivery.Attempts]),
            }
            : tried with
            {
                State = WebhookState.Failed,
                Ended = now,
            };
    }

    /// <summary>Within a fifth, so that receivers that were away are not met by everything at once.</summary>
    private static TimeSpan Spreaded(TimeSpan wait) => wait * (1 - Spread / 2 + Spread * Random.Shared.NextDouble());

    [LoggerMessage(LogLevel.Warning, "Webhook {Id} of {Tenant} to {Host} is given up after {Attempts} tries: {Reason}")]
    private partial void LogGivenUp(string tenant, string id, string host, int attempts, string reason);
}
