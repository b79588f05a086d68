using Microsoft.AspNetCore.Http;
using OmniAvatar.Client.Wire;
using OmniAvatar.Silos.Http.OpenApi.Bodies;
using static OmniAvatar.Silos.Http.OpenApi.Routes.RouteParts;

namespace OmniAvatar.Silos.Http.OpenApi.Routes;

/// <summary>The routes of browsers' sessions.</summary>
internal static class SessionDescriptions
{
    private const string Tag = "Sessions";
    private const string Path = "/v1/session";

    public static IReadOnlyList<RouteDescription> All { get; } =
    [
        new("GET", Path, "getSession", Tag, "Say who the caller is")
        {
            Access = RouteAccess.Everyone,
            Answers = [Shown("Who the caller is; nobody without a valid key.")],
            Refusals = [StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden],
        },
        new("POST", Path, "openSession", Tag, "Open a session: the key becomes a cookie")
        {
            Details = "The key comes in the body, or in the header `Authorization`.",
            Access = RouteAccess.Everyone,
            Body = SessionContent.Of,
            IsBodyOptional = true,
            Answers =
            [
                Shown("Who the caller is.") with
                {
                    Headers = [("Set-Cookie", "The key, until the browser ends."), CacheControl],
                },
            ],
            Refusals =
            [
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status408RequestTimeout,
                StatusCodes.Status413PayloadTooLarge,
                StatusCodes.Status415UnsupportedMediaType,
            ],
        },
        new("DELETE", Path, "closeSession", Tag, "Close the session: the cookies are removed")
        {
            Access = RouteAccess.Everyone,
            Answers = [Shown("Nobody.") with { Headers = [("Set-Cookie", "The cookies are removed.")] }],
            Refusals = [StatusCodes.Status403Forbidden],
        },
    ];

    private static RouteAnswer Shown(string description) =>
        new(StatusCodes.Status200OK, description, typeof(Session)) { Headers = [CacheControl] };
}
