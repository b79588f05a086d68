using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Optimization;

/// <summary>
/// A slow copy of what is trained: average = decay average + (1 - decay) value after every step. While few steps were
/// taken it forgets faster, by (1 + steps) / (10 + steps), so that the start is not remembered.
/// </summary>
public sealed class ExponentialAverage : IDisposable
{
    private readonly double _decay;
    private readonly List<(string Name, Parameter Value, Tensor Average)> _slots;

    /// <summary>Begins at the parameters' values.</summary>
    /// <param name="parameters">What is trained, by name.</param>
    /// <param name="decay">In [0, 1); 0 is the values themselves.</param>
    public ExponentialAverage(IEnumerable<(string Name, Parameter Value)> parameters, double decay)
    {
        using var grad = no_grad();
        _decay = decay;
        _slots =
        [
            .. parameters.Select(parameter =>
                (parameter.Name, parameter.Value, parameter.Value.detach().clone().DetachFromDisposeScope())
            ),
        ];
    }

    /// <summary>The average by name; the tensors stay this object's.</summary>
    public IReadOnlyDictionary<string, Tensor> State =>
        _slots.ToDictionary(slot => slot.Name, slot => slot.Average, StringComparer.Ordinal);

    /// <summary>Takes the parameters as they are after step number <paramref name="steps"/>, counted from 1.</summary>
    public void Update(long steps)
    {
        using var grad = no_grad();
        var decay = Math.Min(_decay, (1.0 + steps) / (10.0 + steps));
        foreach (var (_, value, average) in _slots)
            average.lerp_(value, 1 - decay);
    }

    /// <summary>Takes up where another average of the same parameters was; the tensors are copied.</summary>
    /// <exception cref="BadInputException">A tensor is missing or has another shape.</exception>
    public void Restore(IReadOnlyDictionary<string, Tensor> state)
    {
        using var grad = no_grad();
        foreach (var (name, _, average) in _slots)
        {
            if (!state.TryGetValue(name, out var saved) || !saved.shape.SequenceEqual(average.shape))
                throw new BadInputException($"The saved average lacks '{name}' in the shape that training needs.");
            average.copy_(saved);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.ForEach(slot => slot.Average.Dispose());
}
