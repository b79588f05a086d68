using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using OmniAvatar.Values;

namespace OmniAvatar.Silos.Http.OpenApi;

/// <summary>Schemas of values.</summary>
internal static class ShapeSchemas
{
    /// <summary>The schema of one value.</summary>
    public static OpenApiSchema Of(ValueShape shape, string? description = null)
    {
        var schema = shape switch
        {
            ValueShape.Whole whole => new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int64",
                Minimum = whole.Least == long.MinValue ? null : Text(whole.Least),
                Maximum = whole.Most == long.MaxValue ? null : Text(whole.Most),
            },
            ValueShape.Real real => new OpenApiSchema
            {
                Type = JsonSchemaType.Number,
                Format = "double",
                Minimum = Text(real.Least),
                Maximum = Text(real.Most),
            },
            ValueShape.Words words => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. words.All.Select(word => (JsonNode)word)],
            },
            ValueShape.Patterned pattern => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = pattern.Pattern,
                Examples = [pattern.Example],
            },
            ValueShape.Text text => new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = text.Longest },
            _ => throw new InvalidOperationException($"A shape has no schema: {shape}."),
        };
        schema.Description = description;
        return schema;
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
