using System.Text.Json;

namespace OmniAvatar.Diffusion;

/// <summary>Reads numbers out of a model's <c>config.json</c>, which comes from outside and may hold
/// anything.</summary>
/// <param name="json">The object that holds the fields.</param>
/// <param name="model">What the configuration is of, for the error's sentence.</param>
internal readonly struct ConfigFields(JsonElement json, string model)
{
    private readonly JsonElement _json =
        json.ValueKind == JsonValueKind.Object
            ? json
            : throw new BadInputException($"The configuration of the {model} is not a JSON object.");

    /// <summary>A whole number, or <paramref name="absent"/> where the field is missing.</summary>
    public int Integer(string name, int absent)
    {
        if (!_json.TryGetProperty(name, out var value))
        {
            return absent;
        }
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : throw new BadInputException($"The {model}'s configuration field {name} is not a whole number.");
    }

    /// <summary>A number, or <paramref name="absent"/> where the field is missing.</summary>
    public double Number(string name, double absent)
    {
        if (!_json.TryGetProperty(name, out var value))
        {
            return absent;
        }
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw new BadInputException($"The {model}'s configuration field {name} is not a number.");
    }

    /// <summary>A list of whole numbers, or <paramref name="absent"/> where the field is missing.</summary>
    public IReadOnlyList<int> Integers(string name, IReadOnlyList<int> absent)
    {
        if (!_json.TryGetProperty(name, out var value))
        {
            return absent;
        }
        return
            value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out _))
            ? [.. value.EnumerateArray().Select(item => item.GetInt32())]
            : throw new BadInputException($"The {model}'s configuration field {name} is not a list of whole numbers.");
    }

    /// <summary>Refuses a configuration whose switch asks for a variant that this model does not have.</summary>
    public void RequireFlag(string name, bool expected)
    {
        if (
            _json.TryGetProperty(name, out var value)
            && value.ValueKind != (expected ? JsonValueKind.True : JsonValueKind.False)
        )
        {
            throw new BadInputException(
                $"The {model}'s configuration field {name} must be {(expected ? "true" : "false")}."
            );
        }
    }

    /// <summary>Refuses a configuration whose named choice is another than the one this model has.</summary>
    public void RequireChoice(string name, string expected)
    {
        if (
            _json.TryGetProperty(name, out var value)
            && (value.ValueKind != JsonValueKind.String || value.GetString() != expected)
        )
        {
            throw new BadInputException($"The {model}'s configuration field {name} must be \"{expected}\".");
        }
    }
}
