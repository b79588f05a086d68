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
        return BodySchemas.JsonOf(BodySchemas.Field("key", key));
    }
}
