using System.Globalization;
using OmniAvatar.Client.Wire;

namespace OmniAvatar.Client.Webhooks;

/// <summary>A tenant's webhooks: the secret that signs them, and the deliveries. Every method throws
/// <see cref="VideoApiException"/> where the service refuses or does not answer.</summary>
/// <param name="http">As for <see cref="VideoClient"/>.</param>
public sealed class WebhookClient(HttpClient http)
{
    private const string Secret = "v1/webhooks/secret";
    private const string Deliveries = "v1/webhooks/deliveries";

    private readonly VideoClient _client = new(http);

    /// <summary>When the secret was made; the secret itself is not shown again.</summary>
    public Task<WebhookSecret> FindSecretAsync(CancellationToken cancellation) =>
        _client.AskAsync(HttpMethod.Get, Secret, VideoJson.Default.WebhookSecret, cancellation);

    /// <summary>Makes a new secret and shows it once. The one before signs too for a day.</summary>
    public Task<WebhookSecret> CreateSecretAsync(CancellationToken cancellation) =>
        _client.AskAsync(HttpMethod.Post, Secret, VideoJson.Default.WebhookSecret, cancellation);

    /// <summary>Deliveries, newest first.</summary>
    /// <param name="status">See <see cref="WebhookDeliveryStatus"/>; null for all.</param>
    /// <param name="after">The id of the last one seen, or null.</param>
    /// <param name="limit">1 to 100.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<WebhookDeliveryList> ListAsync(string? status, string? after, int limit, CancellationToken cancellation)
    {
        var ofStatus = status is null ? "" : $"&status={Uri.EscapeDataString(status)}";
        var rest = after is null ? "" : $"&after={Uri.EscapeDataString(after)}";
        return _client.AskAsync(
            HttpMethod.Get,
            string.Create(CultureInfo.InvariantCulture, $"{Deliveries}?limit={limit}{ofStatus}{rest}"),
            VideoJson.Default.WebhookDeliveryList,
            cancellation
        );
    }

    /// <summary>One delivery.</summary>
    public Task<WebhookDeliveryView> FindAsync(string id, CancellationToken cancellation) =>
        _client.AskAsync(HttpMethod.Get, Address(id), VideoJson.Default.WebhookDeliveryView, cancellation);

    /// <summary>Has a delivery that was given up tried again.</summary>
    public Task<WebhookDeliveryView> RetryAsync(string id, CancellationToken cancellation) =>
        _client.AskAsync(HttpMethod.Post, $"{Address(id)}/retry", VideoJson.Default.WebhookDeliveryView, cancellation);

    private static string Address(string id) => $"{Deliveries}/{Uri.EscapeDataString(id)}";
}
