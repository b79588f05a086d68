using OmniAvatar.Training.Optimization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Runs;

/// <summary>Puts the slow average in place of the trained weights until disposed, then the weights back, bit for
/// bit.</summary>
internal sealed class AveragedWeights : IDisposable
{
    private readonly List<(Parameter Value, Tensor Kept)> _kept = [];

    public AveragedWeights(IReadOnlyList<(string Name, Parameter Value)> trained, ExponentialAverage? average)
    {
        if (average is null)
            return;
        using var grad = no_grad();
        var state = average.State;
        foreach (var (name, value) in trained)
        {
            _kept.Add((value, value.detach().clone().DetachFromDisposeScope()));
            value.copy_(state[name]);
        }
    }

    public void Dispose()
    {
        using var grad = no_grad();
        foreach (var (value, kept) in _kept)
        {
            value.copy_(kept);
            kept.Dispose();
        }
    }
}
