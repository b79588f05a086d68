using System.Text.Json;
using System.Text.RegularExpressions;

namespace OmniAvatar.Diffusion.Weights.Adapters;

/// <summary>
/// peft's <c>rank_pattern</c> or <c>alpha_pattern</c>: regular expressions for the ends of layers' names, each with a
/// number. The first that fits counts.
/// </summary>
internal sealed class ModulePattern
{
    private readonly List<(Regex Ending, double Value)> _entries = [];

    /// <summary>Reads a field of an adapter's configuration; none and null mean no pattern.</summary>
    /// <exception cref="BadInputException">It is not a pattern.</exception>
    public static ModulePattern Read(string config, JsonElement json, string field)
    {
        var pattern = new ModulePattern();
        if (!json.TryGetProperty(field, out var entries) || entries.ValueKind == JsonValueKind.Null)
            return pattern;
        if (entries.ValueKind != JsonValueKind.Object)
            throw new BadInputException($"{config} has a {field} that is not an object.");
        foreach (var entry in entries.EnumerateObject())
        {
            if (
                entry.Value.ValueKind != JsonValueKind.Number
                || !entry.Value.TryGetDouble(out var number)
                || !double.IsFinite(number)
            )
                throw new BadInputException($"{config} has no number for {Keys.Quote(entry.Name)} in its {field}.");
            pattern._entries.Add((Ending(config, field, entry.Name), number));
        }
        return pattern;
    }

    /// <summary>The number for a layer, or null where no entry fits.</summary>
    public double? Find(string module)
    {
        foreach (var (ending, value) in _entries)
        {
            if (ending.IsMatch(module))
                return value;
        }
        return null;
    }

    private static Regex Ending(string config, string field, string name)
    {
        try
        {
            // Without backtracking, no expression takes long.
            return new Regex($@"^(.*\.)?({name})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            throw new BadInputException(
                $"{config} has the key {Keys.Quote(name)} in its {field}, which is not a valid pattern for a layer's "
                    + "name.",
                failure
            );
        }
    }
}
