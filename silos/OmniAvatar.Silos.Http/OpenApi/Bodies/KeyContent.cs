using Microsoft.OpenApi;
using OmniAvatar.Silos.Http.Admin;

namespace OmniAvatar.Silos.Http.OpenApi.Bodies;

/// <summary>The body of <c>POST /v1/admin/keys</c>.</summary>
internal static class KeyContent
{
    public static IDictionary<string, OpenApiMediaType> Of(VideoApiOptions options) =>
        BodySchemas.JsonOf(
            BodySchemas.Field("tenant", Text("Whose key.")),
            BodySchemas.Field("name", Text("The key's name: letters, digits, '.', '-', '_' and '@'."))
        );

    private static OpenApiSchema Text(string description) =>
        new()
        {
            Type = JsonSchemaType.String,
            MinLength = 1,
            MaxLength = KeyBody.LongestName,
            Description = description,
        };
}
