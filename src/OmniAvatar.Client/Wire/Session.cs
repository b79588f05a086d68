namespace OmniAvatar.Client.Wire;

/// <summary>Who a caller is to the service.</summary>
/// <param name="Tenant">Whose videos the caller sees; null without a tenant's key.</param>
/// <param name="NeedsKey">Whether the service asks for a key at all.</param>
/// <param name="Operator">Whether the operator's routes are open to the caller.</param>
public sealed record Session(string? Tenant, bool NeedsKey, bool Operator)
{
    /// <summary>Always <c>session</c>.</summary>
    public string Object { get; init; } = "session";
}
