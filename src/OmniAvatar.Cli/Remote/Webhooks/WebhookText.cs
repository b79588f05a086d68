using System.Globalization;
using System.Net;
using System.Text.Json;
using OmniAvatar.Client;
using OmniAvatar.Client.Webhooks;
using OmniAvatar.Client.Wire;

namespace OmniAvatar.Cli.Remote.Webhooks;

/// <summary>Deliveries in words, or as the service's own JSON.</summary>
internal static class WebhookText
{
    /// <summary>One line: id, status, what is told of which video, and why the last try failed.</summary>
    public static string Line(WebhookDeliveryView delivery, bool json) =>
        json
            ? JsonSerializer.Serialize(delivery, VideoJson.Default.WebhookDeliveryView)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{delivery.Id}  {delivery.Status, -9}  {delivery.Type, -15}  {delivery.VideoId}  {delivery.Url}  "
                    + $"{delivery.Attempts} tries{(delivery.LastError is { } error ? $": {error}" : "")}"
            );

    /// <summary>Whether the service has a secret already.</summary>
    public static async Task<bool> HasSecretAsync(WebhookClient client, CancellationToken cancellation)
    {
        try
        {
            await client.FindSecretAsync(cancellation);
            return true;
        }
        catch (VideoApiException e) when (e.Status == HttpStatusCode.NotFound && e.Code == "webhook_secret_missing")
        {
            return false;
        }
    }
}
