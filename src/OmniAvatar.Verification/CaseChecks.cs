using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Verification;

/// <summary>What one case has opened and compared so far, in the order of computing.</summary>
public sealed class CaseChecks : IDisposable
{
    private readonly GoldenFiles _files;
    private readonly string _area;
    private readonly List<Comparison> _comparisons = [];
    private readonly Dictionary<string, Func<IEnumerable<string>>> _opened = new(StringComparer.Ordinal);
    private readonly List<GoldenTensors> _tensors = [];

    internal CaseChecks(GoldenFiles files, string area, CancellationToken cancellation) =>
        (_files, _area, Cancellation) = (files, area, cancellation);

    /// <summary>Looked at by long checks.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>All comparisons, first computed first.</summary>
    public IReadOnlyList<Comparison> Comparisons => _comparisons;

    /// <summary>Opens a file of the area; every tensor in it must be read or compared.</summary>
    /// <exception cref="BadInputException">The file is missing or damaged.</exception>
    public GoldenTensors Tensors(string file, string label = "")
    {
        var tensors = new GoldenTensors(_files, $"{_area}/{file}", Add, label);
        _tensors.Add(tensors);
        _opened.TryAdd(file, tensors.Unread);
        return tensors;
    }

    /// <summary>Opens a file of the area; every field in it must be read.</summary>
    /// <exception cref="BadInputException">The file is missing or no JSON.</exception>
    public GoldenJson Json(string file)
    {
        var json = GoldenJson.Read(_files, $"{_area}/{file}");
        _opened[file] = json.Unread;
        return json;
    }

    /// <summary>The path of a file of the area that is read as a whole, by another reader.</summary>
    /// <exception cref="BadInputException">The file is missing.</exception>
    public string PathOf(string file)
    {
        _opened[file] = () => [];
        return _files.PathOf($"{_area}/{file}");
    }

    /// <summary>Whether the case has opened a file of the area.</summary>
    public bool IsOpen(string file) => _opened.ContainsKey(file);

    /// <summary>Adds a comparison.</summary>
    public void Add(Comparison comparison) => _comparisons.Add(comparison);

    /// <summary>Adds the comparison of two values that must be the same.</summary>
    public void Same<T>(string name, T expected, T actual) => Add(Comparison.Exact(name, expected, actual));

    /// <summary>Adds the comparison of two lists that must be the same.</summary>
    public void SameList<T>(string name, IReadOnlyList<T> expected, IReadOnlyList<T> actual) =>
        Add(Comparison.ExactList(name, expected, actual));

    /// <summary>Adds that a network was loaded strictly and that every weight is a number.</summary>
    public void Finite(string name, nn.Module model) =>
        Same(name, 0, model.state_dict().Values.Count(weight => !weight.isfinite().all().item<bool>()));

    /// <summary>What of the case's files nothing has read.</summary>
    internal IReadOnlyList<string> Unread(IEnumerable<string> files) =>
        [.. files.SelectMany(file => _opened.TryGetValue(file, out var unread) ? unread() : [file])];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensors in _tensors)
            tensors.Dispose();
    }
}
