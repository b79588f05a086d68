using System.Security.Claims;

namespace OmniAvatar.Silos.Http.Access;

/// <summary>What a key opens.</summary>
/// <param name="Tenant">Whose videos; null for none.</param>
/// <param name="IsOperator">Whether the operator's routes.</param>
/// <param name="KeySha256">The hash of the key; null where none is needed.</param>
internal sealed record Caller(string? Tenant, bool IsOperator, string? KeySha256 = null)
{
    /// <summary>The role of <see cref="IsOperator"/>.</summary>
    public const string OperatorRole = "operator";

    /// <summary>The claim with <see cref="KeySha256"/>.</summary>
    public const string KeyClaim = ClaimTypes.Hash;

    public static Caller Nobody { get; } = new(null, false);

    public static Caller Of(ClaimsPrincipal? user) =>
        new(
            user?.FindFirstValue(ClaimTypes.Name),
            user?.IsInRole(OperatorRole) ?? false,
            user?.FindFirstValue(KeyClaim)
        );

    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(scheme);
        if (Tenant is not null)
            identity.AddClaim(new Claim(ClaimTypes.Name, Tenant));
        if (IsOperator)
            identity.AddClaim(new Claim(ClaimTypes.Role, OperatorRole));
        if (KeySha256 is not null)
            identity.AddClaim(new Claim(KeyClaim, KeySha256));
        return new ClaimsPrincipal(identity);
    }
}
