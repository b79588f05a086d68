namespace OmniAvatar.Diffusion.Weights.Adapters;

/// <summary>An adapter's keys by what they are and which of the base's layers they change.</summary>
internal sealed class LoraKeySorter
{
    private readonly Dictionary<string, string> _downs = new(StringComparer.Ordinal),
        _ups = new(StringComparer.Ordinal);
    private readonly HashSet<string> _adapters = new(StringComparer.Ordinal);
    private readonly ITensorSource _source;
    private readonly BaseModules? _modules;

    private LoraKeySorter(ITensorSource source, BaseModules? modules) => (_source, _modules) = (source, modules);

    /// <summary>The two halves' keys by layer.</summary>
    public Dictionary<string, (string Down, string Up)> Pairs { get; } = new(StringComparer.Ordinal);

    /// <summary>Keys of the numerators of pairs' scales, by layer.</summary>
    public Dictionary<string, string> Alphas { get; } = new(StringComparer.Ordinal);

    /// <summary>Keys of what is added to weights, by layer.</summary>
    public Dictionary<string, string> Weights { get; } = new(StringComparer.Ordinal);

    /// <summary>Keys of what is added to biases, by layer.</summary>
    public Dictionary<string, string> Biases { get; } = new(StringComparer.Ordinal);

    /// <summary>The adapter's keys of whole tensors, by the model's.</summary>
    public Dictionary<string, string> Wholes { get; } = new(StringComparer.Ordinal);

    /// <summary>Sorts all keys of an adapter.</summary>
    /// <exception cref="BadInputException">Some are not understood, two say the same, or a half or its pair is
    /// missing.</exception>
    public static LoraKeySorter Sort(ITensorSource source, BaseModules? modules)
    {
        var sorter = new LoraKeySorter(source, modules);
        var strange = source.Tensors.Keys.Where(key => !sorter.Add(key)).ToList();
        if (strange.Count > 0)
            throw sorter.Bad(
                $"{strange.Count} tensors of the adapter were not understood "
                    + $"({Keys.FirstFew(strange)}){ForeignAdapters.Explain(strange)}"
            );
        if (sorter._adapters.Count > 1)
            throw sorter.Bad(
                $"it holds several adapters ({Keys.FirstFew(sorter._adapters)}) and nothing says which one is meant; "
                    + "save only one of them"
            );
        sorter.Pair();
        return sorter;
    }

    private bool Add(string key)
    {
        if (LoraKey.Read(key) is not { } parts)
            return false;
        if (parts.Role is LoraRole.Down or LoraRole.Up)
            _adapters.Add(parts.Adapter);
        var (module, place) = (_modules?.Resolve(parts.Module) ?? parts.Module, PlaceOf(parts.Role));
        if (parts.Role == LoraRole.Whole)
            module = parts.Module;
        if (place.TryAdd(module, key))
            return true;
        throw Bad($"{Keys.FirstFew([place[module], key])} are the same tensor under two names; save only one of them");
    }

    private Dictionary<string, string> PlaceOf(LoraRole role) =>
        role switch
        {
            LoraRole.Down => _downs,
            LoraRole.Up => _ups,
            LoraRole.Alpha => Alphas,
            LoraRole.Weight => Weights,
            LoraRole.Bias => Biases,
            _ => Wholes,
        };

    private void Pair()
    {
        var lonely = _downs
            .Where(half => !_ups.ContainsKey(half.Key))
            .Concat(_ups.Where(half => !_downs.ContainsKey(half.Key)))
            .Concat(Alphas.Where(alpha => !_downs.ContainsKey(alpha.Key)))
            .Select(pair => pair.Value)
            .ToList();
        if (lonely.Count > 0)
            throw Bad($"{lonely.Count} tensors of the adapter have no other half ({Keys.FirstFew(lonely)})");
        foreach (var (module, down) in _downs)
            Pairs[module] = (down, _ups[module]);
    }

    private BadInputException Bad(string why) => new($"{_source.Name}: {why}.");
}
