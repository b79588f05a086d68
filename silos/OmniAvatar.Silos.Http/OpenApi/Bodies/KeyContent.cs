using System.Net.Mime;
using Microsoft.OpenApi;
using OmniAvatar.Silos.Http.Admin;

namespace OmniAvatar.Silos.Http.OpenApi.Bodies;

/// <summary>The body of <c>POST /v1/admin/keys</c>.</summary>
internal static class KeyContent
{
    private const string Tenant = "tenant";
    private const string Name = "name";

    public static IDictionary<string, OpenApiMediaType> Of(VideoApiOptions options)
    {
        var body = BodySchemas.Object([
            BodySchemas.Field(Tenant, Text("Whose key.")),
            BodySchemas.Field(Name, Text("The key's name: letters, digits, '.', '-', '_' and '@'.")),
        ]);
        body.Required = new HashSet<string> { Tenant, Name };
        return new Dictionary<string, OpenApiMediaType> { [MediaTypeNames.Application.Json] = new() { Schema = body } };
    }

    private static OpenApiSchema Text(string description) =>
        new()
        {
            Type = JsonSchemaType.String,
            MinLength = 1,
            MaxLength = KeyBody.LongestName,
            Description = description,
        };
}
