using OmniAvatar.Training.Optimization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AdamW = OmniAvatar.Training.Optimization.AdamW;

namespace OmniAvatar.Training.Runs;

/// <summary>Trained parameters with what belongs to each: the optimizer's memory and, where one is kept, the slow
/// average.</summary>
/// <remarks>By name the weights are <c>param.*</c>, the optimizer's memory <c>mean.*</c> and <c>square.*</c>, the slow
/// average <c>average.*</c>.</remarks>
internal sealed class OptimizedWeights : IDisposable
{
    /// <summary>What the names of weights begin with.</summary>
    public const string ValuePrefix = "param.";

    private const string AveragePrefix = "average.";

    /// <param name="parameters">What is trained, by name.</param>
    /// <param name="options">The optimizer's constants.</param>
    /// <param name="averageDecay">Decay of the slow average, in [0, 1); null keeps none.</param>
    public OptimizedWeights(
        IReadOnlyList<(string Name, Parameter Value)> parameters,
        AdamWOptions options,
        double? averageDecay
    )
    {
        Parameters = parameters;
        Optimizer = new AdamW(parameters, options);
        Average = averageDecay is { } decay ? new ExponentialAverage(parameters, decay) : null;
    }

    /// <summary>What is trained, by name.</summary>
    public IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <summary>The optimizer and its memory.</summary>
    public AdamW Optimizer { get; }

    /// <summary>The slow average, if one is kept.</summary>
    public ExponentialAverage? Average { get; }

    /// <summary>Everything that the next step depends on, by name; the tensors stay this object's.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors =>
        Parameters
            .Select(parameter => KeyValuePair.Create(ValuePrefix + parameter.Name, (Tensor)parameter.Value))
            .Concat(Optimizer.State)
            .Concat(Average?.State.Select(pair => KeyValuePair.Create(AveragePrefix + pair.Key, pair.Value)) ?? [])
            .ToDictionary(StringComparer.Ordinal);

    /// <summary>Takes up where other weights of the same names were.</summary>
    /// <param name="tensors">What <see cref="Tensors"/> gave; copied.</param>
    /// <param name="steps">Steps of the optimizer.</param>
    /// <exception cref="BadInputException">A tensor is missing or has another shape.</exception>
    public void Restore(IReadOnlyDictionary<string, Tensor> tensors, long steps)
    {
        using var grad = no_grad();
        foreach (var (name, value) in Parameters)
        {
            if (!tensors.TryGetValue(ValuePrefix + name, out var saved) || !saved.shape.SequenceEqual(value.shape))
                throw new BadInputException($"The saved state lacks '{name}' in the shape that training needs.");
            value.copy_(saved);
        }
        Optimizer.Restore(tensors, steps);
        Average?.Restore(
            tensors
                .Where(pair => pair.Key.StartsWith(AveragePrefix, StringComparison.Ordinal))
                .ToDictionary(pair => pair.Key[AveragePrefix.Length..], pair => pair.Value, StringComparer.Ordinal)
        );
    }

    /// <summary>Puts the slow average in the place of the weights for good.</summary>
    public void TakeAverage()
    {
        using var grad = no_grad();
        if (Average?.State is not { } average)
            return;
        foreach (var (name, value) in Parameters)
            value.copy_(average[name]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        Average?.Dispose();
    }
}
