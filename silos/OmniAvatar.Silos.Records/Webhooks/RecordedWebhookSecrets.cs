using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Silos.Records.Database;

namespace OmniAvatar.Silos.Records.Webhooks;

/// <summary>Tenants' webhook secrets as a table.</summary>
public sealed class RecordedWebhookSecrets(RecordStore records, TimeProvider time) : IWebhookSecrets
{
    /// <inheritdoc/>
    public Task<WebhookSecrets?> FindAsync(string tenant, CancellationToken cancellation = default) =>
        records.FirstAsync(
            "SELECT secret, created, previous, previous_until FROM webhook_secret WHERE tenant = @tenant",
            row => new WebhookSecrets(
                row.GetString(0),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
                row.IsDBNull(2) ? null : row.GetString(2),
                row.IsDBNull(3) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3))
            ),
            cancellation,
            ("tenant", tenant)
        );

    /// <inheritdoc/>
    public Task SetAsync(
        string tenant,
        string secret,
        DateTimeOffset previousUntil,
        CancellationToken cancellation = default
    ) =>
        // A statement that is repeated meets its own secret, and must not make it the one before as well.
        records.ExecuteAsync(
            """
            INSERT INTO webhook_secret (tenant, secret, created) VALUES (@tenant, @secret, @created)
            ON CONFLICT (tenant) DO UPDATE SET previous = webhook_secret.secret, previous_until = @until,
                secret = excluded.secret, created = excluded.created
            WHERE webhook_secret.secret <> excluded.secret
            """,
            cancellation,
            ("tenant", tenant),
            ("secret", secret),
            ("created", time.GetUtcNow().ToUnixTimeMilliseconds()),
            ("until", previousUntil.ToUnixTimeMilliseconds())
        );
}
