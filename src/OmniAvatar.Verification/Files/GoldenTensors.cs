using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Verification.Comparisons;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Files;

/// <summary>A file of inputs and expected results that remembers which of them were read, so that one which no check
/// read is found.</summary>
public sealed class GoldenTensors : IDisposable
{
    private readonly SafetensorsFile _source;
    private readonly Action<Comparison> _add;
    private readonly string _label;
    private readonly HashSet<string> _unread;

    /// <summary>Opens a file whose comparisons go to <paramref name="add"/> under names that begin with
    /// <paramref name="label"/>.</summary>
    /// <exception cref="BadInputException">The file is missing or damaged.</exception>
    public GoldenTensors(GoldenFiles files, string name, Action<Comparison> add, string label = "")
    {
        _source = SafetensorsFile.Open(files.PathOf(name));
        (_add, _label) = (add, label);
        _unread = new HashSet<string>(_source.Tensors.Keys, StringComparer.Ordinal);
    }

    /// <summary>The names in the order of the file.</summary>
    public IEnumerable<string> Names => _source.Tensors.Keys;

    /// <summary>The names that nothing read or compared.</summary>
    public IEnumerable<string> Unread() => _unread.Order(StringComparer.Ordinal).Select(name => _label + name);

    /// <summary>Whether the file has a tensor.</summary>
    public bool Has(string name) => _source.Tensors.ContainsKey(name);

    /// <summary>The shape of a tensor, which does not count as reading it.</summary>
    /// <exception cref="BadInputException">The file has no such tensor.</exception>
    public IReadOnlyList<long> ShapeOf(string name) => _source.Describe(name).Shape;

    /// <summary>A tensor in its stored type.</summary>
    /// <exception cref="BadInputException">The file has no such tensor.</exception>
    public Tensor Read(string name)
    {
        var tensor = _source.Read(name);
        _unread.Remove(name);
        return tensor;
    }

    /// <summary>Compares a result: see <see cref="TensorComparison.Near"/>.</summary>
    public void Near(string name, Tensor actual, double limit) =>
        Compare(name, (n, e) => TensorComparison.Near(n, e, actual, limit));

    /// <summary>Compares a result: see <see cref="TensorComparison.Relative"/>.</summary>
    public void Relative(string name, Tensor actual, double limit) =>
        Compare(name, (n, e) => TensorComparison.Relative(n, e, actual, limit));

    /// <summary>Compares a result: see <see cref="TensorComparison.Within"/>.</summary>
    public void Within(string name, Tensor actual, double limit) =>
        Compare(name, (n, e) => TensorComparison.Within(n, e, actual, limit));

    /// <summary>Compares a result: see <see cref="TensorComparison.Exact"/>.</summary>
    public void Exact(string name, Tensor actual) => Compare(name, (n, e) => TensorComparison.Exact(n, e, actual));

    /// <summary>Compares a result: see <see cref="TensorComparison.Bytes"/>.</summary>
    public void Bytes(string name, Tensor actual, double part) =>
        Compare(name, (n, e) => TensorComparison.Bytes(n, e, actual, part));

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private void Compare(string name, Func<string, Tensor, Comparison> compare)
    {
        using var expected = Read(name);
        _add(compare(_label + name, expected));
    }
}
