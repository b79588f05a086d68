using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Optimization;

/// <summary>
/// AdamW (arXiv 1711.05101, algorithm 2) over named parameters. Its memory goes to and from named tensors, so that a
/// run which was killed goes on to the bit. Not safe for use by several threads at once.
/// </summary>
public sealed class AdamW : IDisposable
{
    private const string MeanPrefix = "mean.";
    private const string SquarePrefix = "square.";

    private readonly AdamWOptions _options;
    private readonly List<Slot> _slots;

    /// <summary>Begins with no memory.</summary>
    /// <param name="parameters">What is trained, by name; a parameter without a gradient is left alone by a
    /// step.</param>
    /// <param name="options">The constants.</param>
    public AdamW(IEnumerable<(string Name, Parameter Value)> parameters, AdamWOptions? options = null)
    {
        _options = options ?? new AdamWOptions();
        _slots = [.. parameters.Select(parameter => new Slot(parameter.Name, parameter.Value))];
    }

    /// <summary>Steps taken so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Moves every parameter that has a gradient.</summary>
    public void Step(double learningRate)
    {
        using var grad = no_grad();
        Steps++;
        var (first, second) = (1 - Math.Pow(_options.Beta1, Steps), 1 - Math.Pow(_options.Beta2, Steps));
        foreach (var slot in _slots)
        {
            using var scope = NewDisposeScope();
            if (slot.Parameter.grad is not { } gradient)
                continue;
            slot.Parameter.mul_(1 - learningRate * _options.WeightDecay);
            slot.Mean.lerp_(gradient, 1 - _options.Beta1);
            slot.Square.mul_(_options.Beta2).addcmul_(gradient, gradient, 1 - _options.Beta2);
            var root = slot.Square.sqrt().div_(Math.Sqrt(second)).add_(_options.Epsilon);
            slot.Parameter.addcdiv_(slot.Mean, root, -learningRate / first);
        }
    }

    /// <summary>Forgets all gradients.</summary>
    public void ZeroGradients()
    {
        foreach (var slot in _slots)
            slot.Parameter.grad?.zero_();
    }

    /// <summary>The memory by name; the tensors stay the optimizer's.</summary>
    public IReadOnlyDictionary<string, Tensor> State =>
        _slots
            .SelectMany(slot =>
                new[]
                {
                    KeyValuePair.Create(MeanPrefix + slot.Name, slot.Mean),
                    KeyValuePair.Create(SquarePrefix + slot.Name, slot.Square),
                }
            )
            .ToDictionary(StringComparer.Ordinal);

    /// <summary>Takes up where another optimizer of the same parameters was.</summary>
    /// <param name="state">What <see cref="State"/> gave; copied.</param>
    /// <param name="steps">What <see cref="Steps"/> was.</param>
    /// <exception cref="BadInputException">A tensor is missing or has another shape.</exception>
    public void Restore(IReadOnlyDictionary<string, Tensor> state, long steps)
    {
        using var grad = no_grad();
        foreach (var (name, memory) in State)
        {
            if (!state.TryGetValue(name, out var saved) || !saved.shape.SequenceEqual(memory.shape))
                throw new BadInputException($"The saved optimizer lacks '{name}' in the shape that training needs.");
            memory.copy_(saved);
        }
        Steps = steps;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slot in _slots)
            slot.Dispose();
    }

    private sealed record Slot(string Name, Parameter Parameter) : IDisposable
    {
        public Tensor Mean { get; } = zeros_like(Parameter).DetachFromDisposeScope();

        public Tensor Square { get; } = zeros_like(Parameter).DetachFromDisposeScope();

        public void Dispose()
        {
            Mean.Dispose();
            Square.Dispose();
        }
    }
}
