using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace OmniAvatar.Tests.Api;

/// <summary>The schemas of a document, closed: what they do not name may not be there.</summary>
internal sealed class AnswerSchemas(JsonObject document)
{
    private const string Definitions = "#/components/schemas/";

    private readonly string _definitions = Closed(document["components"]!["schemas"]!).ToJsonString();
    private readonly ConcurrentDictionary<string, JsonSchema> _schemas = new();

    /// <summary>What of a JSON text is not as a schema says; null if all is.</summary>
    public string? FaultOf(string schema, byte[]? text)
    {
        if (text is null)
            return null;
        using var json = JsonDocument.Parse(text);
        var result = _schemas
            .GetOrAdd(schema, Make)
            .Evaluate(json.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.Flag });
        return result.IsValid ? null : $"not as {schema} says: {Why(schema, json)}";
    }

    private string Why(string schema, JsonDocument json)
    {
        var result = _schemas[schema]
            .Evaluate(json.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        var errors = (result.Details ?? [])
            .Where(detail => detail.Errors is not null)
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"));
        return $"{string.Join("; ", errors)} in {json.RootElement.GetRawText()}";
    }

    private JsonSchema Make(string schema) =>
        JsonSchema.FromText(
            $$"""{"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#/$defs/{{schema}}", "$defs": {{_definitions}}}""".Replace(
                Definitions,
                "#/$defs/",
                StringComparison.Ordinal
            )
        );

    private static JsonNode Closed(JsonNode schemas)
    {
        var closed = schemas.DeepClone();
        foreach (var (_, schema) in closed.AsObject())
            if (schema!["properties"] is not null)
                schema["additionalProperties"] = false;
        return closed;
    }
}
