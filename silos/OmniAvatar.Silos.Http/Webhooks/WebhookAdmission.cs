using Microsoft.Extensions.Options;
using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Outbound;

namespace OmniAvatar.Silos.Http.Webhooks;

/// <summary>Says whether a video's webhook can be delivered, as far as that is known before.</summary>
internal sealed class WebhookAdmission(IWebhookSecrets secrets, IOptions<WebhookOptions> options)
{
    private readonly OutboundPolicy _policy = new(options.Value.Allowed, onlyListed: false);

    /// <exception cref="ApiException">The receiver cannot be one, or the tenant has no secret yet.</exception>
    public async Task RequireAsync(string tenant, JobWebhook? webhook, CancellationToken cancellation)
    {
        if (webhook is null)
            return;
        if (_policy.Refusal(webhook.Url, out _) is { } reason)
            throw Refusals.Invalid(WebhookFields.Url, $"'{WebhookFields.Url}' {reason}.");
        if (await secrets.FindAsync(tenant, cancellation) is null)
            throw Refusals.Invalid(
                WebhookFields.Url,
                "A webhook is signed, and there is no secret yet: make one with POST /v1/webhooks/secret, then send this "
                    + "request again.",
                "webhook_secret_missing"
            );
    }
}
