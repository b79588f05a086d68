using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OmniAvatar.Client.Wire;

namespace OmniAvatar.Silos.Http.OpenApi;

/// <summary>Says of the schemas of answers what their types cannot: that every property is always there, and which
/// words some of them may be.</summary>
internal sealed partial class WireSchemas : IOpenApiSchemaTransformer
{
    /// <summary>Properties that are one of the constants of a class.</summary>
    private static readonly Dictionary<(Type, string), Type> Words = new()
    {
        [(typeof(Video), nameof(Video.Status))] = typeof(VideoStatus),
        [(typeof(VideoError), nameof(VideoError.Code))] = typeof(VideoErrorCodes),
        [(typeof(WebhookEvent), nameof(WebhookEvent.Type))] = typeof(WebhookEventTypes),
        [(typeof(WebhookVideo), nameof(WebhookVideo.Status))] = typeof(VideoStatus),
        [(typeof(WebhookDeliveryView), nameof(WebhookDeliveryView.Type))] = typeof(WebhookEventTypes),
        [(typeof(WebhookDeliveryView), nameof(WebhookDeliveryView.Status))] = typeof(WebhookDeliveryStatus),
    };

    /// <summary>Properties that always have the value with which their object is made.</summary>
    private static readonly string[] Constants =
    [
        nameof(Video.Object),
        nameof(VideoDeleted.Deleted),
        nameof(Model.OwnedBy),
    ];

    public Task TransformAsync(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var type = context.JsonTypeInfo;
        if (type.Kind is JsonTypeInfoKind.Object && type.Type.Namespace == typeof(Video).Namespace)
            schema.Required = schema.Properties?.Keys.ToHashSet();
        // A comment's lines are one text.
        schema.Description = schema.Description is { } said ? Blanks().Replace(said, " ") : null;
        if (context.JsonPropertyInfo is { AttributeProvider: PropertyInfo property })
            Narrow(schema, property);
        return Task.CompletedTask;
    }

    private static void Narrow(OpenApiSchema schema, PropertyInfo property)
    {
        if (Words.TryGetValue((property.DeclaringType!, property.Name), out var words))
            (schema.Enum, schema.Description) = ([.. WordsOf(words).Select(word => (JsonNode)word)], null);
        else if (Constants.Contains(property.Name))
            schema.Enum = [JsonValueOf(property)];
        else if (schema.Type?.HasFlag(JsonSchemaType.Integer) == true)
            schema.Minimum ??= "0";
    }

    private static IEnumerable<string> WordsOf(Type constants) =>
        constants
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!);

    /// <summary>The value of a property of an object that was made with nothing.</summary>
    private static JsonNode JsonValueOf(PropertyInfo property)
    {
        var constructor = property.DeclaringType!.GetConstructors().MinBy(one => one.GetParameters().Length)!;
        var made = constructor.Invoke([.. constructor.GetParameters().Select(Nothing)]);
        return property.GetValue(made) switch
        {
            bool flag => flag,
            string word => word,
            _ => throw new InvalidOperationException($"{property.Name} has no constant value."),
        };
    }

    private static object? Nothing(ParameterInfo parameter) =>
        parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null;

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
