using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Weights.Adapters;

/// <summary>
/// A base and an adapter under the names of the network that computes the pairs beside its layers: <c>q.weight</c>
/// becomes <c>q.base_layer.weight</c> where there is a pair. What the adapter holds whole stands in place of the
/// base's. Both sources stay the caller's.
/// </summary>
public sealed class InjectedTensors : ITensorSource
{
    private const string DownSuffix = ".lora_A.default.weight";

    private readonly Dictionary<string, (ITensorSource Source, string Key)> _keys = new(StringComparer.Ordinal);

    /// <summary>Joins a base in original names and an adapter in peft's.</summary>
    public InjectedTensors(ITensorSource weights, ITensorSource adapter)
    {
        foreach (var key in weights.Tensors.Keys)
        {
            var (module, parameter) = (key[..Math.Max(0, key.LastIndexOf('.'))], key[(key.LastIndexOf('.') + 1)..]);
            _keys[adapter.Tensors.ContainsKey(module + DownSuffix) ? $"{module}.base_layer.{parameter}" : key] = (
                weights,
                key
            );
        }
        foreach (var key in adapter.Tensors.Keys)
            _keys[key] = (adapter, key);
        Tensors = _keys.ToDictionary(
            pair => pair.Key,
            pair => pair.Value.Source.Tensors[pair.Value.Key],
            StringComparer.Ordinal
        );
        Name = $"{weights.Name} with {adapter.Name}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <inheritdoc/>
    public void CopyTo(string key, Tensor destination)
    {
        this.Describe(key);
        var (source, inner) = _keys[key];
        source.CopyTo(inner, destination);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The two sources belong to the caller.
    }
}
