using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using OmniAvatar.Client.Wire;
using OmniAvatar.Silos.Http.Admin;
using OmniAvatar.Silos.Http.OpenApi.Bodies;
using OmniAvatar.Values;
using static OmniAvatar.Silos.Http.OpenApi.Routes.RouteParts;

namespace OmniAvatar.Silos.Http.OpenApi.Routes;

/// <summary>The operator's routes.</summary>
internal static class AdminDescriptions
{
    private const string Tag = "Operators";
    private const string Drain = "/v1/admin/slots/{slot}/drain";
    private const string Keys = "/v1/admin/keys";

    public static IReadOnlyList<RouteDescription> All { get; } =
    [
        Of("GET", "/v1/admin/pool", "getPool", "Show the slots, what each renders, and what waits") with
        {
            Answers = [Ok("The pool.", typeof(AdminPool))],
        },
        Of("POST", Drain, "drainSlot", "Let a slot finish what it renders and take no more") with
        {
            Parameters = [Slot],
            Answers = [Ok("The slot takes no more work.", typeof(AdminDrain))],
            Refusals = [StatusCodes.Status404NotFound],
        },
        Of("DELETE", Drain, "undrainSlot", "Let a drained slot take work again") with
        {
            Parameters = [Slot],
            Answers = [Ok("The slot takes work.", typeof(AdminDrain))],
            Refusals = [StatusCodes.Status404NotFound],
        },
        Of("GET", "/v1/admin/tenants", "listTenants", "List the tenants with their work, shares and limits") with
        {
            Answers = [Ok("The tenants.", typeof(AdminTenants))],
        },
        Of("GET", "/v1/admin/failures", "listFailures", "List the videos of all tenants that failed last") with
        {
            Parameters =
            [
                new(
                    "limit",
                    ParameterLocation.Query,
                    "How many at most.",
                    new ValueShape.Whole(1, FailureRoute.MostShown)
                )
                {
                    Default = $"{FailureRoute.Usual}",
                },
            ],
            Answers = [Ok("The failures, newest first.", typeof(AdminFailures))],
            Refusals = [StatusCodes.Status400BadRequest],
        },
        Of("GET", Keys, "listKeys", "List tenants' keys, without the keys themselves") with
        {
            Parameters =
            [
                new("tenant", ParameterLocation.Query, "Only this tenant's.", new ValueShape.Text(KeyBody.LongestName)),
            ],
            Answers = [Ok("The keys.", typeof(AdminKeys))],
            Refusals = [StatusCodes.Status400BadRequest, StatusCodes.Status409Conflict],
        },
        Of("POST", Keys, "createKey", "Make a key of a tenant") with
        {
            Body = KeyContent.Of,
            Answers = [Ok("The key, shown this once.", typeof(AdminNewKey)) with { Headers = [CacheControl] }],
            Refusals =
            [
                StatusCodes.Status400BadRequest,
                StatusCodes.Status404NotFound,
                StatusCodes.Status408RequestTimeout,
                StatusCodes.Status409Conflict,
                StatusCodes.Status413PayloadTooLarge,
                StatusCodes.Status415UnsupportedMediaType,
            ],
        },
        Of("DELETE", Keys + "/{tenant}/{name}", "revokeKey", "Revoke a key") with
        {
            Parameters = [InPath("tenant", "Whose key."), InPath("name", "The key's name.")],
            Answers = [Ok("The key is revoked.", typeof(AdminKeyRevoked))],
            Refusals = [StatusCodes.Status404NotFound, StatusCodes.Status409Conflict],
        },
    ];

    private static RouteParameter Slot => InPath("slot", "The slot's name.");

    private static RouteDescription Of(string method, string path, string id, string summary) =>
        new(method, path, id, Tag, summary) { Access = RouteAccess.Operator };

    private static RouteAnswer Ok(string description, Type json) => new(StatusCodes.Status200OK, description, json);

    private static RouteParameter InPath(string name, string description) =>
        new(name, ParameterLocation.Path, description, new ValueShape.Text());
}
