using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;

namespace OmniAvatar.Silos.Http.Sessions;

/// <summary>The body of <c>POST /v1/session</c>: <c>{"key": "…"}</c>.</summary>
/// <param name="Key">The key.</param>
internal sealed record SessionBody(string? Key)
{
    private const int MostBytes = 4096;

    /// <summary>The key that a body holds.</summary>
    /// <exception cref="ApiException">It holds none, or is no such body.</exception>
    public static async Task<string> KeyAsync(HttpRequest request)
    {
        // A form of a foreign page cannot have this type.
        if (!request.HasJsonContentType())
            throw Refusals.OtherKind(
                "Send {\"key\": \"…\"} as application/json, or the header 'Authorization: Bearer KEY'."
            );
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostBytes;
        try
        {
            await using var body = new RequestBody(request.Body);
            var read = await JsonSerializer.DeserializeAsync(
                body,
                SessionJson.Default.SessionBody,
                request.HttpContext.RequestAborted
            );
            if (read?.Key is not { Length: > 0 and <= SessionCookies.LongestKey } key)
                throw Refusals.Invalid("key", $"'key' must have 1 to {SessionCookies.LongestKey} characters.");
            return key;
        }
        catch (JsonException e)
        {
            throw Refusals.Invalid(
                e.Path is { Length: > 2 } path ? path[2..] : null,
                "The body must be {\"key\": \"…\"} and nothing else.",
                "malformed_body"
            );
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(SessionBody))]
internal sealed partial class SessionJson : JsonSerializerContext;
