using System.Security.Claims;

namespace OmniAvatar.Silos.Http.Access;

/// <summary>What a key opens.</summary>
/// <param name="Tenant">Whose videos; null for none.</param>
/// <param name="IsOperator">Whether the operator's routes.</param>
internal sealed record Caller(string? Tenant, bool IsOperator)
{
    /// <summary>The role of <see cref="IsOperator"/>.</summary>
    public const string OperatorRole = "operator";

    public static Caller Nobody { get; } = new(null, false);

    public static Caller Of(ClaimsPrincipal? user) =>
        new(user?.FindFirstValue(ClaimTypes.Name), user?.IsInRole(OperatorRole) ?? false);

    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(scheme);
        if (Tenant is not null)
            identity.AddClaim(new Claim(ClaimTypes.Name, Tenant));
        if (IsOperator)
            identity.AddClaim(new Claim(ClaimTypes.Role, OperatorRole));
        return new ClaimsPrincipal(identity);
    }
}
