using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OmniAvatar.Values;

namespace OmniAvatar.Files;

/// <summary>Compares a JSON document with the type that it is read into, and says in plain words what is wrong
/// first.</summary>
[RequiresUnreferencedCode("Looks at types by reflection.")]
[RequiresDynamicCode("Looks at types by reflection.")]
internal static class JsonShape
{
    /// <summary>What is wrong, as the end of a sentence; null where nothing is.</summary>
    /// <param name="element">The value.</param>
    /// <param name="type">What it should be.</param>
    /// <param name="path">Where it is, as <c>speakers[1].picture</c>; empty for the whole document.</param>
    public static string? FindProblem(JsonElement element, JsonTypeInfo type, string path)
    {
        if (element.ValueKind == JsonValueKind.Null)
            return $"{Field(path)} is null";
        return type.Kind switch
        {
            JsonTypeInfoKind.Object => element.ValueKind == JsonValueKind.Object
                ? InObject(element, type, path)
                : $"{Field(path)} is not an object in braces",
            JsonTypeInfoKind.Enumerable => element.ValueKind == JsonValueKind.Array
                ? InList(element, type, path)
                : $"{Field(path)} is not a list in brackets",
            JsonTypeInfoKind.Dictionary => element.ValueKind == JsonValueKind.Object
                ? InDictionary(element, type, path)
                : $"{Field(path)} is not an object in braces",
            _ => InValue(element, type, path),
        };
    }

    /// <summary>A field's name within a sentence.</summary>
    public static string Field(string path) => path.Length == 0 ? "it" : $"\"{path}\"";

    private static string? InObject(JsonElement element, JsonTypeInfo type, string path)
    {
        var names = type.Options.PropertyNameCaseInsensitive
            ? StringComparer.OrdinalIgnoreCase
            : StringComparer.Ordinal;
        var known = type.Properties.ToDictionary(property => property.Name, names);
        var seen = new HashSet<string>(names);
        foreach (var member in element.EnumerateObject())
        {
            var place = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (!seen.Add(member.Name) && !type.Options.AllowDuplicateProperties)
                return $"{Field(place)} appears twice";
            var isKnown = known.TryGetValue(member.Name, out var property);
            if (isKnown && InProperty(member.Value, property!, type.Options, place) is { } problem)
                return problem;
            if (!isKnown && type.Options.UnmappedMemberHandling == JsonUnmappedMemberHandling.Disallow)
                return Unknown(place, member.Name, [.. known.Values.Where(IsRead).Select(one => one.Name)]);
        }
        return
            known.Values.FirstOrDefault(property => IsRequired(property) && !seen.Contains(property.Name))
                is { } missing
            ? $"{Field(path.Length == 0 ? missing.Name : $"{path}.{missing.Name}")} is missing"
            : null;
    }

    private static string Unknown(string place, string name, string[] known) =>
        $"{Field(place)} is not a known field ({string.Join(", ", known)})"
        + (known.Length > 0 ? $"; the nearest is \"{Nearest.Of(name, known)}\"" : "");

    private static string? InProperty(
        JsonElement value,
        JsonPropertyInfo property,
        JsonSerializerOptions options,
        string path
    )
    {
        if (!IsRead(property) || value.ValueKind == JsonValueKind.Null && MayBeNull(property))
            return null;
        return FindProblem(
            value,
            options.GetTypeInfo(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType),
            path
        );
    }

    private static string? InList(JsonElement element, JsonTypeInfo type, string path)
    {
        var item = type.Options.GetTypeInfo(type.ElementType!);
        var index = 0;
        foreach (var value in element.EnumerateArray())
            if (FindProblem(value, item, $"{path}[{index++}]") is { } problem)
                return problem;
        return null;
    }

    private static string? InDictionary(JsonElement element, JsonTypeInfo type, string path)
    {
        var item = type.Options.GetTypeInfo(type.ElementType!);
        foreach (var member in element.EnumerateObject())
            if (
                FindProblem(member.Value, item, path.Length == 0 ? member.Name : $"{path}.{member.Name}") is { } problem
            )
                return problem;
        return null;
    }

    /// <summary>The kinds of value that files have; others are left to their converters.</summary>
    private static string? InValue(JsonElement element, JsonTypeInfo info, string path)
    {
        var type = info.Type;
        if (type == typeof(string))
            return element.ValueKind == JsonValueKind.String ? null : $"{Field(path)} is not a text in quotes";
        if (type == typeof(bool))
            return element.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? null
                : $"{Field(path)} is neither true nor false";
        if (type == typeof(int))
            return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out _)
                ? null
                : $"{Field(path)} is not a whole number";
        if (type == typeof(long))
            return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out _)
                ? null
                : $"{Field(path)} is not a whole number";
        if (type == typeof(double) || type == typeof(float))
            return element.ValueKind == JsonValueKind.Number ? null : $"{Field(path)} is not a number";
        return type.IsEnum ? InWord(element, info, path) : null;
    }

    private static string? InWord(JsonElement element, JsonTypeInfo info, string path)
    {
        var words = Enum.GetValues(info.Type)
            .Cast<object>()
            .Select(value => JsonSerializer.SerializeToElement(value, info))
            .ToList();
        if (words.Any(word => word.ValueKind != JsonValueKind.String))
            return null;
        var names = words.Select(word => word.GetString()!).ToList();
        return
            element.ValueKind == JsonValueKind.String
            && names.Contains(element.GetString()!, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"{Field(path)} is not one of {string.Join(", ", names)}";
    }

    /// <summary>Whether a value has a place to go; what is computed is only written.</summary>
    private static bool IsRead(JsonPropertyInfo property) =>
        property.Set is not null || property.AssociatedParameter is not null;

    private static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired
        || property.Options.RespectRequiredConstructorParameters
            && property.AssociatedParameter is { HasDefaultValue: false };

    private static bool MayBeNull(JsonPropertyInfo property)
    {
        if (Nullable.GetUnderlyingType(property.PropertyType) is not null)
            return true;
        if (property.PropertyType.IsValueType)
            return false;
        return !property.Options.RespectNullableAnnotations
            || (property.AssociatedParameter?.IsNullable ?? property.IsSetNullable);
    }
}
