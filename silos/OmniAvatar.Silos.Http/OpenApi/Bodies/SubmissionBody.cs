using Microsoft.OpenApi;
using OmniAvatar.Silos.Http.Forms;
using static OmniAvatar.Silos.Http.OpenApi.Bodies.BodySchemas;

namespace OmniAvatar.Silos.Http.OpenApi.Bodies;

/// <summary>The body of <c>POST /v1/videos</c>.</summary>
internal static class SubmissionBody
{
    private static readonly string[] Several = [References.Angles, References.Pictures];
    private static readonly string[] OfSpeakers = [References.Picture, References.Sound];

    public static IDictionary<string, OpenApiMediaType> Content(VideoApiOptions options) =>
        BodySchemas.Content(Multipart(options), Json(options));

    private static IEnumerable<string> SingleFiles => References.Names.Except(Several);

    private static OpenApiSchema Multipart(VideoApiOptions options)
    {
        var body = Object([.. Texts(options), .. SingleFiles.Select(name => Field(name, File(name)))]);
        body.PatternProperties = new Dictionary<string, IOpenApiSchema>([
            .. Several.Select(name => Field(Numbered(name), File(name))),
            .. AskedFields
                .OfSpeaker(options)
                .Select(field =>
                    Field(OfSpeaker(field.Key), ShapeSchemas.Of(field.Value, FieldWords.OfOther(field.Key)))
                ),
            .. OfSpeakers.Select(name => Field(OfSpeaker(name), File(name))),
            Field(@"^speakers\[(0|[1-9]\d?)\]\[angles\]\[(0|[1-9]\d?)\]$", File(References.Angles)),
        ]);
        // Names of speakers' fields are patterns, which cannot be required.
        return body;
    }

    private static OpenApiSchema Json(VideoApiOptions options)
    {
        var fields = new Dictionary<string, IOpenApiSchema>([
            .. Texts(options),
            .. SingleFiles.Select(name => Field(name, Url(name))),
        ])
        {
            [References.Pictures] = Urls(References.Pictures),
            ["speakers"] = Speakers(options),
        };
        fields[References.Angles] = new OpenApiSchema { AnyOf = [fields[References.Angles], Urls(References.Angles)] };
        var body = Object(fields);
        body.AnyOf = [.. References.PictureNames.Select(name => Needing("prompt", name)), Needing("speakers")];
        return body;
    }

    private static OpenApiSchema Speakers(VideoApiOptions options)
    {
        var speaker = Object([
            .. BodySchemas.Texts(AskedFields.OfSpeaker(options), FieldWords.OfOther),
            .. OfSpeakers.Select(name => Field(name, Url(name))),
            Field(References.Angles, Urls(References.Angles)),
        ]);
        speaker.Required = new HashSet<string> { "prompt", References.Picture };
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Items = speaker,
            MaxItems = References.MostSpeakers,
            Description =
                "Several speakers, in place of `prompt` and `input_reference`: each with a track of their own, or with a "
                + "label in `rttm`.",
        };
    }

    private static IEnumerable<KeyValuePair<string, IOpenApiSchema>> Texts(VideoApiOptions options) =>
        BodySchemas.Texts(AskedFields.OfSubmission(options), FieldWords.Of);

    private static OpenApiSchema Needing(params string[] fields) => new() { Required = fields.ToHashSet() };
}
