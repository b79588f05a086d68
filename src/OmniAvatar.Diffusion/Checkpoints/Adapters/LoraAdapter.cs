namespace OmniAvatar.Diffusion.Checkpoints.Adapters;

/// <summary>One low-rank pair by the keys of its two halves: A (rank, in) and B (out, rank).</summary>
public readonly record struct LoraPair(string KeyA, string KeyB);

/// <summary>
/// What an OmniAvatar adapter holds, in peft's names: low-rank pairs for linear layers of the base, and whole tensors (the audio modules and the
/// wider patch embedding) that replace or extend it.
/// </summary>
/// <remarks>Understood are <c>X.lora_A.default.weight</c> and <c>X.lora_A.weight</c>, the same with B, each also behind
/// <c>base_model.model.</c>; and <c>audio_proj.*</c>, <c>audio_cond_projs.*</c>, <c>patch_embedding.*</c>.</remarks>
public sealed class LoraAdapter : IDisposable
{
    private const string PeftPrefix = "base_model.model.";
    private static readonly string[] EndingsA = [".lora_A.default.weight", ".lora_A.weight"];
    private static readonly string[] EndingsB = [".lora_B.default.weight", ".lora_B.weight"];
    private static readonly string[] WholePrefixes = ["audio_proj.", "audio_cond_projs.", "patch_embedding."];

    private readonly Dictionary<string, LoraPair> _pairs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _wholes = new(StringComparer.Ordinal);

    /// <summary>Sorts an adapter's keys; it takes the source over.</summary>
    /// <exception cref="BadInputException">Some keys are not understood, a pair is incomplete, or ranks differ from the configured one.</exception>
    public LoraAdapter(ITensorSource source, AdapterConfig config)
    {
        Source = source;
        Config = config;
        var halvesA = new Dictionary<string, string>(StringComparer.Ordinal);
        var halvesB = new Dictionary<string, string>(StringComparer.Ordinal);
        var strange = source.Tensors.Keys.Where(key => !Sort(key, halvesA, halvesB)).ToList();
        if (strange.Count > 0)
            throw new BadInputException($"{source.Name}: {strange.Count} tensors of the adapter were not understood ({Keys.FirstFew(strange)}).");
        Pair(halvesA, halvesB);
        CheckRanks();
    }

    /// <summary>The adapter's tensors under their own keys.</summary>
    public ITensorSource Source { get; }

    /// <summary>Rank and alpha.</summary>
    public AdapterConfig Config { get; }

    /// <summary>Pairs by the base weight they change, such as <c>blocks.0.self_attn.q.weight</c>.</summary>
    public IReadOnlyDictionary<string, LoraPair> Pairs => _pairs;

    /// <summary>Whole tensors: model key to the adapter's own key.</summary>
    public IReadOnlyDictionary<string, string> Wholes => _wholes;

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();

    private bool Sort(string key, Dictionary<string, string> halvesA, Dictionary<string, string> halvesB)
    {
        var inner = key.StartsWith(PeftPrefix, StringComparison.Ordinal) ? key[PeftPrefix.Length..] : key;
        if (EndingsA.FirstOrDefault(ending => inner.EndsWith(ending, StringComparison.Ordinal)) is { } endingA)
            return halvesA.TryAdd(inner[..^endingA.Length], key);
        if (EndingsB.FirstOrDefault(ending => inner.EndsWith(ending, StringComparison.Ordinal)) is { } endingB)
            return halvesB.TryAdd(inner[..^endingB.Length], key);
        return WholePrefixes.Any(prefix => inner.StartsWith(prefix, StringComparison.Ordinal)) && _wholes.TryAdd(inner, key);
    }

    private void Pair(Dictionary<string, string> halvesA, Dictionary<string, string> halvesB)
    {
        var lonely = halvesA.Keys.Except(halvesB.Keys).Select(module => halvesA[module])
            .Concat(halvesB.Keys.Except(halvesA.Keys).Select(module => halvesB[module])).ToList();
        if (lonely.Count > 0)
            throw new BadInputException($"{Source.Name}: {lonely.Count} tensors of the adapter have no other half ({Keys.FirstFew(lonely)}).");
        foreach (var (module, keyA) in halvesA) _pairs[$"{module}.weight"] = new LoraPair(keyA, halvesB[module]);
    }

    private void CheckRanks()
    {
        foreach (var (keyA, keyB) in _pairs.Values)
        {
            IReadOnlyList<long> a = Source.Tensors[keyA].Shape, b = Source.Tensors[keyB].Shape;
            if (a.Count != 2 || b.Count != 2 || a[0] != Config.Rank || b[1] != Config.Rank)
                throw new BadInputException(
                    $"{Source.Name}: {Keys.FirstFew([keyA, keyB])} have shapes {Keys.Shape(a)} and {Keys.Shape(b)}, which is not the configured rank {Config.Rank}.");
        }
    }
}
