using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Observation;

/// <summary>Keeps a copy of everything it is shown, in the order of computing. The copies live until it is
/// disposed.</summary>
public sealed class RecordingObserver : ITensorObserver, IDisposable
{
    private readonly List<KeyValuePair<string, Tensor>> _values = [];

    /// <summary>What was seen, first computed first. A name appears once for every time it was computed.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Values => _values;

    /// <inheritdoc />
    public void Observe(string name, Tensor value)
    {
        var copy = value.detach().clone();
        _values.Add(new(name, copy.DetachFromDisposeScope()));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var (_, copy) in _values)
            copy.Dispose();
        _values.Clear();
    }
}
