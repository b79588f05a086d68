using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace OmniAvatar.Silos.Http.Sessions;

/// <summary>
/// Keys as cookies, for what a page cannot send with a header: pictures, videos, events. A cookie holds the key itself
/// and ends with the browser, so every gateway understands it after any restart, and it ends with the key. Scripts
/// cannot read it. The operator's key has a cookie of its own, so that one browser may be both.
/// </summary>
internal static class SessionCookies
{
    public const string OfTenant = "omniavatar_key";
    public const string OfOperator = "omniavatar_admin";

    /// <summary>Most characters of a key that a session can be opened with.</summary>
    public const int LongestKey = 512;

    private const string Path = "/v1";
    private const string ForwardedProtocol = "X-Forwarded-Proto";

    /// <summary>The key in a cookie of the request, or null.</summary>
    public static string? KeyIn(HttpRequest request, string cookie)
    {
        if (!request.Cookies.TryGetValue(cookie, out var text) || text.Length > 2 * LongestKey)
            return null;
        var bytes = new byte[text.Length];
        return Base64Url.TryDecodeFromChars(text, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }

    /// <summary>Whether the request has any of them.</summary>
    public static bool AreIn(HttpRequest request) =>
        request.Cookies.ContainsKey(OfTenant) || request.Cookies.ContainsKey(OfOperator);

    public static void Set(HttpContext context, string cookie, string key) =>
        context.Response.Cookies.Append(
            cookie,
            Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key)),
            Options(context.Request)
        );

    public static void Remove(HttpContext context)
    {
        foreach (var cookie in (string[])[OfTenant, OfOperator])
            if (context.Request.Cookies.ContainsKey(cookie))
                context.Response.Cookies.Delete(cookie, Options(context.Request));
    }

    private static CookieOptions Options(HttpRequest request) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Path = Path,
            // A proxy in front of the service may have taken https off. Whoever forges its header only harms
            // themselves.
            Secure = request.IsHttps || request.Headers[ForwardedProtocol] == "https",
        };
}
