namespace OmniAvatar.Diffusion.Weights.Adapters;

/// <summary>One low-rank pair by the keys of its two halves, A (rank, in) and B (out, rank).</summary>
/// <param name="KeyA">The adapter's key of A.</param>
/// <param name="KeyB">The adapter's key of B.</param>
/// <param name="Scale">What the product B A is multiplied by.</param>
public readonly record struct LoraPair(string KeyA, string KeyB, double Scale);

/// <summary>
/// What an adapter holds, by the base's keys: low-rank pairs for linear layers, differences that are added to whole
/// weights, and whole tensors (the audio modules and the wider patch embedding) that replace or extend the base. All
/// the spellings of <see cref="LoraKey"/> are understood.
/// </summary>
public sealed class LoraAdapter : IDisposable
{
    private readonly Dictionary<string, LoraPair> _pairs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _differences = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _wholes = new(StringComparer.Ordinal);

    /// <summary>Sorts an adapter's keys; it takes the source over.</summary>
    /// <param name="source">The adapter's tensors.</param>
    /// <param name="scale">How strongly pairs count; null where the file itself says it: by an alpha beside each pair,
    /// which without one counts once.</param>
    /// <param name="strength">How strongly all of it counts beyond that; 1 is as it was trained.</param>
    /// <param name="baseKeys">The base's keys, by which other trainers' names of its layers are understood; null where
    /// the names are the base's.</param>
    /// <exception cref="BadInputException">Some keys are not understood, a pair is incomplete, or ranks differ from the
    /// configured one.</exception>
    public LoraAdapter(
        ITensorSource source,
        ILoraScale? scale,
        double strength = 1,
        IEnumerable<string>? baseKeys = null
    )
    {
        Source = source;
        Strength = strength;
        var keys = LoraKeySorter.Sort(source, baseKeys is null ? null : new BaseModules(baseKeys));
        if (scale is not null && keys.Alphas.Count > 0)
            throw new BadInputException(
                $"{source.Name} states its strength twice, in its own tensors ({Keys.FirstFew(keys.Alphas.Values)}) "
                    + "and in a configuration; remove one of them."
            );
        foreach (var (module, (down, up)) in keys.Pairs)
            _pairs[$"{module}.weight"] = new LoraPair(
                down,
                up,
                strength * ScaleOf(scale, module, RankOf(down, up), keys)
            );
        foreach (var (module, key) in keys.Weights)
            _differences[$"{module}.weight"] = key;
        foreach (var (module, key) in keys.Biases)
            _differences[$"{module}.bias"] = key;
        _wholes = keys.Wholes;
        if (_pairs.Count + _differences.Count + _wholes.Count == 0)
            throw new BadInputException($"{source.Name} is not a low-rank adapter: it has no tensors.");
    }

    /// <summary>The adapter's tensors under their own keys.</summary>
    public ITensorSource Source { get; }

    /// <summary>How strongly differences count; the pairs' scales hold it already.</summary>
    public double Strength { get; }

    /// <summary>Pairs by the base weight they change, such as <c>blocks.0.self_attn.q.weight</c>.</summary>
    public IReadOnlyDictionary<string, LoraPair> Pairs => _pairs;

    /// <summary>What is added to whole tensors: the base's key to the adapter's own.</summary>
    public IReadOnlyDictionary<string, string> Differences => _differences;

    /// <summary>Whole tensors: model key to the adapter's own key.</summary>
    public IReadOnlyDictionary<string, string> Wholes => _wholes;

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();

    private double ScaleOf(ILoraScale? scale, string module, long rank, LoraKeySorter keys)
    {
        try
        {
            if (scale is not null)
                return scale.ScaleOf(module, rank);
        }
        catch (BadInputException bad)
        {
            throw new BadInputException($"{Source.Name} does not fit its configuration: {bad.Message}", bad);
        }
        return keys.Alphas.TryGetValue(module, out var key) ? ReadNumber(key) / rank : 1;
    }

    private double ReadNumber(string key)
    {
        if (Source.Tensors[key].ElementCount != 1)
            throw new BadInputException($"{Source.Name}: {Keys.Quote(key)} is not one number.");
        using var value = Source.Read(key, TorchSharp.torch.ScalarType.Float64);
        return value.item<double>();
    }

    private long RankOf(string down, string up)
    {
        TensorInfo a = Source.Tensors[down],
            b = Source.Tensors[up];
        if (a.Shape.Count != 2 || b.Shape.Count != 2 || a.Shape[0] != b.Shape[1] || a.Shape[0] == 0)
            throw new BadInputException(
                $"{Source.Name}: {Keys.FirstFew([down, up])} have shapes {Keys.Shape(a.Shape)} and "
                    + $"{Keys.Shape(b.Shape)}, which are not the halves of a low-rank pair."
            );
        return DataTypes.IsFloating(a.DataType) && DataTypes.IsFloating(b.DataType)
            ? a.Shape[0]
            : throw new BadInputException(
                $"{Source.Name}: {Keys.FirstFew([down, up])} are stored as {a.DataType} and {b.DataType}, "
                    + $"{DataTypes.Advice}."
            );
    }
}
