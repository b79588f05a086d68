using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Weights.Adapters;

/// <summary>
/// A base model with an adapter merged into it, as a source: reading a weight gives W + scale * B A, or W plus its
/// difference, computed in float32 whatever the stored types, and what the adapter replaces or adds comes from the
/// adapter. Tensors are merged one at a time, in the memory they are read into.
/// </summary>
public sealed class AdaptedTensors : ITensorSource
{
    private readonly ITensorSource _base;
    private readonly LoraAdapter _adapter;

    /// <summary>Joins a base and an adapter, which this takes over.</summary>
    /// <exception cref="BadInputException">The adapter changes weights that the base does not have, or of other
    /// shapes.</exception>
    public AdaptedTensors(ITensorSource @base, LoraAdapter adapter)
    {
        _base = @base;
        _adapter = adapter;
        CheckPairs();
        var tensors = @base.Tensors.ToDictionary(StringComparer.Ordinal);
        foreach (var (key, adapterKey) in adapter.Wholes)
            tensors[key] = adapter.Source.Tensors[adapterKey];
        Tensors = tensors;
    }

    /// <inheritdoc/>
    public string Name => $"{_base.Name} with {_adapter.Source.Name}";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <inheritdoc/>
    public void CopyTo(string key, Tensor destination)
    {
        this.Describe(key);
        if (_adapter.Wholes.TryGetValue(key, out var adapterKey))
            _adapter.Source.CopyTo(adapterKey, destination);
        else if (_adapter.Pairs.ContainsKey(key) || _adapter.Differences.ContainsKey(key))
            Merge(key, destination);
        else
            _base.CopyTo(key, destination);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _base.Dispose();
        _adapter.Dispose();
    }

    private void Merge(string key, Tensor destination)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var inPlace = destination.dtype == ScalarType.Float32;
        var weight = inPlace
            ? destination
            : empty(destination.shape, dtype: ScalarType.Float32, device: destination.device); // (out, in)
        _base.CopyTo(key, weight);
        if (_adapter.Pairs.TryGetValue(key, out var pair))
        {
            var a = _adapter.Source.Read(pair.KeyA, ScalarType.Float32).to(weight.device); // (r, in)
            var b = _adapter.Source.Read(pair.KeyB, ScalarType.Float32).to(weight.device); // (out, r)
            weight.addmm_(b, a, beta: 1, alpha: (float)pair.Scale); // (out, in)
        }
        if (_adapter.Differences.TryGetValue(key, out var difference))
            weight.add_(
                _adapter.Source.Read(difference, ScalarType.Float32).to(weight.device),
                alpha: (float)_adapter.Strength
            );
        if (!inPlace)
            destination.copy_(weight);
    }

    private void CheckPairs()
    {
        var lost = _adapter
            .Pairs.Keys.Concat(_adapter.Differences.Keys)
            .Where(key => !_base.Tensors.ContainsKey(key))
            .ToList();
        if (lost.Count > 0)
            throw new BadInputException(
                $"{_adapter.Source.Name} changes {lost.Count} weights that {_base.Name} does not have "
                    + $"({Keys.FirstFew(lost)}); it is an adapter of another model, or names its layers in an unknown "
                    + "way."
            );
        foreach (var (key, pair) in _adapter.Pairs)
            RequireShape(
                key,
                "a matrix",
                [_adapter.Source.Tensors[pair.KeyB].Shape[0], _adapter.Source.Tensors[pair.KeyA].Shape[1]]
            );
        foreach (var (key, difference) in _adapter.Differences)
            RequireShape(key, "a tensor", _adapter.Source.Tensors[difference].Shape);
    }

    private void RequireShape(string key, string what, IReadOnlyList<long> shape)
    {
        if (shape.SequenceEqual(_base.Tensors[key].Shape))
            return;
        throw new BadInputException(
            $"{_adapter.Source.Name} changes {Keys.Quote(key)} by {what} {Keys.Shape(shape)}, but in "
                + $"{_base.Name} it is {Keys.Shape(_base.Tensors[key].Shape)}."
        );
    }
}
