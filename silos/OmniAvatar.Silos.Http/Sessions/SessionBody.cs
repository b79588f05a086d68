using Microsoft.AspNetCore.Http;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Sessions;

/// <summary>The body of <c>POST /v1/session</c>: <c>{"key": "…"}</c>.</summary>
/// <param name="Key">The key.</param>
internal sealed record SessionBody(string? Key)
{
    private const string Shape = "{\"key\": \"…\"}";

    /// <summary>The key that a body holds.</summary>
    /// <exception cref="ApiException">It holds none, or is no such body.</exception>
    public static async Task<string> KeyAsync(HttpRequest request)
    {
        var body = await SmallBody.ReadAsync(request, BodyJson.Default.SessionBody, Shape);
        if (body?.Key is not { Length: > 0 and <= SessionCookies.LongestKey } key)
            throw Refusals.Invalid("key", $"'key' must have 1 to {SessionCookies.LongestKey} characters.");
        return key;
    }
}
