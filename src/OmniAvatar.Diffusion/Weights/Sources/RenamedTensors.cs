using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Weights.Sources;

/// <summary>Another source under other keys: for weight files that carry a model's weights in a relative's
/// naming.</summary>
public sealed class RenamedTensors : ITensorSource
{
    private readonly ITensorSource _inner;
    private readonly Dictionary<string, string> _innerKeys = new(StringComparer.Ordinal);

    /// <summary>Renames every key of a source, which this takes over.</summary>
    /// <exception cref="BadInputException">Two tensors would get the same key.</exception>
    public RenamedTensors(ITensorSource inner, Func<string, string> rename)
    {
        _inner = inner;
        foreach (var key in inner.Tensors.Keys)
        {
            if (!_innerKeys.TryAdd(rename(key), key))
                throw new BadInputException(
                    $"{inner.Name} holds {Keys.Quote(rename(key))} under two names, "
                        + $"{Keys.FirstFew([key, _innerKeys[rename(key)]])}."
                );
        }
        Tensors = _innerKeys.ToDictionary(pair => pair.Key, pair => inner.Tensors[pair.Value], StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => _inner.Metadata;

    /// <inheritdoc/>
    public void CopyTo(string key, Tensor destination)
    {
        this.Describe(key);
        _inner.CopyTo(_innerKeys[key], destination);
    }

    /// <inheritdoc/>
    public void Dispose() => _inner.Dispose();
}
