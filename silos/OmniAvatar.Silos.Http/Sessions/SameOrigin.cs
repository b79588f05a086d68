using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace OmniAvatar.Silos.Http.Sessions;

/// <summary>Where a browser says that a request comes from. Scripts cannot forge these headers.</summary>
internal static class SameOrigin
{
    private const string FetchSite = "Sec-Fetch-Site";

    /// <summary>Whether a request says that a page of this very service sent it. Older browsers only send
    /// <c>Origin</c>.</summary>
    public static bool IsProven(HttpRequest request) =>
        request.Headers[FetchSite].ToString() is { Length: > 0 } site
            ? site == "same-origin"
            : OriginOf(request) == true;

    /// <summary>Whether a request says that a page of another service sent it. A program says nothing.</summary>
    public static bool IsDenied(HttpRequest request) =>
        request.Headers[FetchSite].ToString() is { Length: > 0 } site
            ? site is not ("same-origin" or "none")
            : OriginOf(request) == false;

    /// <summary>Whether the origin is this service; null where there is none. The scheme is left out, because a proxy
    /// may have taken https off.</summary>
    private static bool? OriginOf(HttpRequest request)
    {
        if (request.Headers[HeaderNames.Origin].ToString() is not { Length: > 0 } origin)
            return null;
        return Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && page.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }
}
