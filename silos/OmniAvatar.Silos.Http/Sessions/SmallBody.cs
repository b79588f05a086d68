using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using OmniAvatar.Silos.Http.Admin;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;

namespace OmniAvatar.Silos.Http.Sessions;

/// <summary>A JSON body of a few fields.</summary>
internal static class SmallBody
{
    private const int MostBytes = 4096;

    /// <summary>Reads it strictly.</summary>
    /// <param name="request">The request.</param>
    /// <param name="json">Its type.</param>
    /// <param name="shape">How it looks, for the refusal.</param>
    /// <exception cref="ApiException">It is another kind of body, too large, or has other fields.</exception>
    public static async Task<T?> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> json, string shape)
    {
        // A form of a foreign page cannot have this type.
        if (!request.HasJsonContentType())
            throw Refusals.OtherKind($"Send {shape} as application/json.");
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostBytes;
        try
        {
            await using var body = new RequestBody(request.Body);
            return await JsonSerializer.DeserializeAsync(body, json, request.HttpContext.RequestAborted);
        }
        catch (JsonException)
        {
            throw Refusals.Invalid(null, $"The body must be {shape} and nothing else.", "malformed_body");
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(SessionBody))]
[JsonSerializable(typeof(KeyBody))]
internal sealed partial class BodyJson : JsonSerializerContext;
