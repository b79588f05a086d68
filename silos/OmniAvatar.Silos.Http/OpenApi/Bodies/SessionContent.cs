using System.Net.Mime;
using Microsoft.OpenApi;
using OmniAvatar.Silos.Http.Sessions;

namespace OmniAvatar.Silos.Http.OpenApi.Bodies;

/// <summary>The body of <c>POST /v1/session</c>.</summary>
internal static class SessionContent
{
    public static IDictionary<string, OpenApiMediaType> Of(VideoApiOptions options)
    {
        var key = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            MinLength = 1,
            MaxLength = SessionCookies.LongestKey,
            Description = "The key.",
        };
        var body = BodySchemas.Object([BodySchemas.Field("key", key)]);
        body.Required = new HashSet<string> { "key" };
        return new Dictionary<string, OpenApiMediaType> { [MediaTypeNames.Application.Json] = new() { Schema = body } };
    }
}
