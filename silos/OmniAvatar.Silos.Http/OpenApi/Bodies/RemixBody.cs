using Microsoft.OpenApi;
using OmniAvatar.Silos.Http.Forms;
using static OmniAvatar.Silos.Http.OpenApi.Bodies.BodySchemas;

namespace OmniAvatar.Silos.Http.OpenApi.Bodies;

/// <summary>The body of <c>POST /v1/videos/{id}/remix</c>.</summary>
internal static class RemixBody
{
    private const string Shots = "shots";

    public static IDictionary<string, OpenApiMediaType> Content(VideoApiOptions options)
    {
        var (multipart, json) = (Object(Fields(options, File)), Object(Fields(options, Url)));
        json.Properties![Shots] = new OpenApiSchema
        {
            AnyOf =
            [
                json.Properties[Shots],
                new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
                },
            ],
        };
        return BodySchemas.Content(multipart, json);
    }

    /// <summary>Its texts and pictures. <c>shots</c> means something else here than in a submission.</summary>
    private static IEnumerable<KeyValuePair<string, IOpenApiSchema>> Fields(
        VideoApiOptions options,
        Func<string, IOpenApiSchema> file
    ) =>
        [
            .. Texts(
                AskedFields.OfRemix(options),
                name => name == Shots ? FieldWords.OfOther(name) : FieldWords.Of(name)
            ),
            .. References.PictureNames.Select(name => Field(name, file(name))),
        ];
}
