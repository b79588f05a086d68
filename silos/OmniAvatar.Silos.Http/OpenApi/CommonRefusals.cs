using Microsoft.AspNetCore.Http;

namespace OmniAvatar.Silos.Http.OpenApi;

/// <summary>The refusals of routes: what each status means is the same for all of them.</summary>
internal static class CommonRefusals
{
    /// <summary>Headers of refusals by their status.</summary>
    public static IReadOnlyDictionary<int, (string Name, string Description)> Headers { get; } =
        new Dictionary<int, (string, string)>
        {
            [StatusCodes.Status401Unauthorized] = ("WWW-Authenticate", "How to send a key: `Bearer`."),
            [StatusCodes.Status429TooManyRequests] = ("Retry-After", "Seconds after which to send it again."),
            [StatusCodes.Status503ServiceUnavailable] = ("Retry-After", "Seconds after which to send it again."),
        };

    private static readonly Dictionary<int, string> Meanings = new()
    {
        [StatusCodes.Status400BadRequest] =
            "A field, a header or the body is not valid; `error.param` names the field.",
        [StatusCodes.Status401Unauthorized] = "There is no key, or it is not valid.",
        [StatusCodes.Status403Forbidden] =
            "The key may not do this, or the request does not fit into the tenant's limits.",
        [StatusCodes.Status404NotFound] = "There is nothing of this id, or not for this tenant.",
        [StatusCodes.Status408RequestTimeout] = "The body arrives too slowly.",
        [StatusCodes.Status409Conflict] = "The state that the video is in does not allow this; `error.code` says why.",
        [StatusCodes.Status413PayloadTooLarge] = "The body or a file is too large.",
        [StatusCodes.Status415UnsupportedMediaType] = "The body has another media type, or is compressed.",
        [StatusCodes.Status429TooManyRequests] = "The tenant has as much open as its limits allow, or asks too often.",
        [StatusCodes.Status500InternalServerError] =
            "The service has made a mistake; the sentence holds an id of its log.",
        [StatusCodes.Status503ServiceUnavailable] =
            "The service is full, or a part of it does not answer; ask again later.",
    };

    private static readonly int[] Always =
    [
        StatusCodes.Status429TooManyRequests,
        StatusCodes.Status500InternalServerError,
        StatusCodes.Status503ServiceUnavailable,
    ];

    private static readonly int[] WithKey = [StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden];

    /// <summary>With what a route may refuse, in order.</summary>
    public static IEnumerable<int> Of(RouteDescription route) =>
        route.Refusals.Concat(Always).Concat(route.Access is RouteAccess.Everyone ? [] : WithKey).Distinct().Order();

    public static string Meaning(int status) => Meanings[status];
}
