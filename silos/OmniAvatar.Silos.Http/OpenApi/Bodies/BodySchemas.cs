using System.Net.Mime;
using Microsoft.OpenApi;
using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Values;

namespace OmniAvatar.Silos.Http.OpenApi.Bodies;

/// <summary>The pieces of bodies that may be multipart or JSON.</summary>
internal static class BodySchemas
{
    /// <summary>The component that a file in JSON is.</summary>
    public const string FileReference = "FileReference";

    private const string Number = @"\[(0|[1-9]\d?)\]";

    /// <summary>An object that has these fields and no others.</summary>
    public static OpenApiSchema Object(IEnumerable<KeyValuePair<string, IOpenApiSchema>> fields) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>(fields),
            AdditionalPropertiesAllowed = false,
        };

    /// <summary>A body that is JSON and has all of these fields.</summary>
    public static IDictionary<string, OpenApiMediaType> JsonOf(params KeyValuePair<string, IOpenApiSchema>[] fields)
    {
        var body = Object(fields);
        body.Required = fields.Select(field => field.Key).ToHashSet();
        return new Dictionary<string, OpenApiMediaType> { [MediaTypeNames.Application.Json] = new() { Schema = body } };
    }

    /// <summary>The same body as multipart and as JSON.</summary>
    public static IDictionary<string, OpenApiMediaType> Content(OpenApiSchema multipart, OpenApiSchema json) =>
        new Dictionary<string, OpenApiMediaType>
        {
            [MediaTypeNames.Multipart.FormData] = new() { Schema = multipart },
            [MediaTypeNames.Application.Json] = new() { Schema = json },
        };

    /// <summary>The fields that are texts.</summary>
    public static IEnumerable<KeyValuePair<string, IOpenApiSchema>> Texts(
        IReadOnlyDictionary<string, ValueShape> asked,
        Func<string, string> words
    ) => asked.Select(field => Field(field.Key, ShapeSchemas.Of(field.Value, words(field.Key))));

    /// <summary>A file in a multipart form.</summary>
    public static IOpenApiSchema File(string name) =>
        new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Format = "binary",
            Description = FieldWords.OfOther(name),
        };

    /// <summary>A file in JSON.</summary>
    public static IOpenApiSchema Url(string name) =>
        new OpenApiSchemaReference(FileReference) { Description = FieldWords.OfOther(name) };

    /// <summary>Several files in JSON.</summary>
    public static OpenApiSchema Urls(string name) =>
        new()
        {
            Type = JsonSchemaType.Array,
            Items = new OpenApiSchemaReference(FileReference),
            MaxItems = References.MostNumbered,
            Description = FieldWords.OfOther(name),
        };

    /// <summary>The pattern of the names of several files in a multipart form.</summary>
    public static string Numbered(string name) => $"^{name}{Number}$";

    /// <summary>The pattern of a speaker's fields in a multipart form.</summary>
    public static string OfSpeaker(string name) => $@"^speakers{Number}\[{name}\]$";

    public static KeyValuePair<string, IOpenApiSchema> Field(string name, IOpenApiSchema schema) => new(name, schema);

    /// <summary>A file in JSON: a text, or a text in an object, as clients of several servers send it.</summary>
    public static OpenApiSchema OfFileReference()
    {
        var text = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description =
                "A data URL (`data:image/png;base64,…`), or an address of a host from which the service's operator lets "
                + "it fetch files.",
        };
        var nested = Object([Field("url", text)]);
        return new OpenApiSchema
        {
            AnyOf =
            [
                text,
                nested,
                .. new[] { "image_url", "audio_url" }.Select(name =>
                    Object([Field(name, new OpenApiSchema { AnyOf = [text, nested] })])
                ),
            ],
        };
    }
}
