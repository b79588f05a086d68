using System.Collections.Concurrent;
using OmniAvatar.Grains;
using OmniAvatar.Grains.Webhooks;

namespace OmniAvatar.Silos.Records.InMemory;

/// <summary>The webhook secrets of a cluster that lives and dies with this process.</summary>
public sealed class InMemoryWebhookSecrets(WorkClock clock) : IWebhookSecrets
{
    private readonly ConcurrentDictionary<string, WebhookSecrets> _secrets = new();

    /// <inheritdoc/>
    public Task<WebhookSecrets?> FindAsync(string tenant, CancellationToken cancellation = default) =>
        AtOnce.RunAsync(() => _secrets.GetValueOrDefault(tenant), cancellation);

    /// <inheritdoc/>
    public Task SetAsync(
        string tenant,
        string secret,
        DateTimeOffset previousUntil,
        CancellationToken cancellation = default
    ) =>
        AtOnce.RunAsync(
            () =>
                _secrets.AddOrUpdate(
                    tenant,
                    new WebhookSecrets(secret, clock.Time.GetUtcNow()),
                    (_, before) =>
                        before.Secret == secret
                            ? before
                            : new WebhookSecrets(secret, clock.Time.GetUtcNow(), before.Secret, previousUntil)
                ),
            cancellation
        );
}
