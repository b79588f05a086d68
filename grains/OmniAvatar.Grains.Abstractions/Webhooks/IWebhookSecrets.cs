namespace OmniAvatar.Grains.Webhooks;

/// <summary>The secrets with which tenants' webhooks are signed. They have to be kept as they are, because signing
/// needs them.</summary>
public interface IWebhookSecrets
{
    /// <summary>A tenant's secrets, or null before the first.</summary>
    Task<WebhookSecrets?> FindAsync(string tenant, CancellationToken cancellation = default);

    /// <summary>Gives a tenant a new secret. The one before signs as well until a moment.</summary>
    Task SetAsync(string tenant, string secret, DateTimeOffset previousUntil, CancellationToken cancellation = default);
}

/// <summary>A tenant's secrets.</summary>
/// <param name="Secret">The newest.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Previous">The one before; null if there was none.</param>
/// <param name="PreviousUntil">Until when the one before signs too.</param>
public sealed record WebhookSecrets(
    string Secret,
    DateTimeOffset Created,
    string? Previous = null,
    DateTimeOffset? PreviousUntil = null
)
{
    /// <summary>The secrets that sign at a moment, the newest first.</summary>
    public IEnumerable<string> At(DateTimeOffset now)
    {
        yield return Secret;
        if (Previous is { } previous && now < PreviousUntil)
            yield return previous;
    }

    /// <summary>Says nothing of the secrets.</summary>
    public override string ToString() => $"secrets of {Created:O}";
}
