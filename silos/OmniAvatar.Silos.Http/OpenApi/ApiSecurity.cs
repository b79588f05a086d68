using Microsoft.OpenApi;
using OmniAvatar.Silos.Http.Sessions;

namespace OmniAvatar.Silos.Http.OpenApi;

/// <summary>How callers say who they are.</summary>
internal static class ApiSecurity
{
    public const string TenantKey = "tenantKey";
    private const string TenantSession = "tenantSession";
    private const string OperatorKey = "operatorKey";
    private const string OperatorSession = "operatorSession";

    /// <summary>The document's security schemes.</summary>
    public static IDictionary<string, IOpenApiSecurityScheme> Schemes { get; } =
        new Dictionary<string, IOpenApiSecurityScheme>
        {
            [TenantKey] = Bearer("A tenant's key. A service on one machine that was started without a key needs none."),
            [TenantSession] = Cookie(SessionCookies.OfTenant),
            [OperatorKey] = Bearer("The operator's key."),
            [OperatorSession] = Cookie(SessionCookies.OfOperator),
        };

    /// <summary>What a route asks for: one of these.</summary>
    public static IList<OpenApiSecurityRequirement> Of(RouteAccess access, OpenApiDocument document) =>
        access switch
        {
            RouteAccess.Tenant => [Needing(TenantKey, document), Needing(TenantSession, document)],
            RouteAccess.Operator => [Needing(OperatorKey, document), Needing(OperatorSession, document)],
            _ => [new OpenApiSecurityRequirement(), Needing(TenantKey, document), Needing(OperatorKey, document)],
        };

    private static OpenApiSecurityRequirement Needing(string scheme, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    private static OpenApiSecurityScheme Bearer(string description) =>
        new()
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = description,
        };

    private static OpenApiSecurityScheme Cookie(string name) =>
        new()
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = name,
            Description = "What `POST /v1/session` sets. It opens what a page of this very service asks for.",
        };
}
