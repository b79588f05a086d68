using OmniAvatar.Diffusion.Weights.Names;

namespace OmniAvatar.Diffusion.Weights.Adapters;

/// <summary>The layers of a base model, found again by the names that other trainers give them.</summary>
internal sealed class BaseModules
{
    private const string WeightEnding = ".weight";
    private static readonly string[] UnderscorePrefixes = ["lora_unet_", "lora_transformer_"];

    private readonly HashSet<string> _modules;
    private readonly Dictionary<string, string?> _byUnderscores = new(StringComparer.Ordinal);

    /// <param name="keys">The base's keys, in original names.</param>
    public BaseModules(IEnumerable<string> keys)
    {
        _modules = keys.Where(key => key.EndsWith(WeightEnding, StringComparison.Ordinal))
            .Select(key => key[..^WeightEnding.Length])
            .ToHashSet(StringComparer.Ordinal);
        foreach (var module in _modules)
        {
            // Two layers that look alike with underscores are not told apart, so neither is meant.
            var flat = module.Replace('.', '_');
            _byUnderscores[flat] = _byUnderscores.ContainsKey(flat) ? null : module;
        }
    }

    /// <summary>The layer's original name; one that is not understood stays as it is, for the merge to
    /// refuse.</summary>
    public string Resolve(string module)
    {
        if (_modules.Contains(module))
            return module;
        foreach (var prefix in UnderscorePrefixes)
        {
            if (
                module.StartsWith(prefix, StringComparison.Ordinal)
                && _byUnderscores.GetValueOrDefault(module[prefix.Length..]) is { } found
            )
                return found;
        }
        var original = DiffusersNames.ToOriginal(module + WeightEnding)[..^WeightEnding.Length];
        return _modules.Contains(original) ? original : module;
    }
}
