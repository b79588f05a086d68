using System.Globalization;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;
using AdamW = OmniAvatar.Training.Optimization.AdamW;
using Parameter = TorchSharp.Modules.Parameter;

namespace OmniAvatar.Training.Components;

/// <summary>
/// Everything that the next step depends on, as one file: weights, optimizer and average as tensors; the step and the
/// settings as the file's own texts, so that they cannot come apart from the tensors.
/// </summary>
internal sealed class RunState(
    string path,
    string recipe,
    IReadOnlyList<(string Name, Parameter Value)> parameters,
    AdamW optimizer,
    ExponentialAverage average
)
{
    private const string ValuePrefix = "value.";
    private const string AveragePrefix = "average.";
    private const string StepKey = "step";
    private const string RecipeKey = "recipe";

    /// <summary>Writes the state; the file before it stays until this one is complete.</summary>
    public void Save(long step)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>(optimizer.State, StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
            tensors[ValuePrefix + name] = value.detach();
        foreach (var (name, value) in average.State)
            tensors[AveragePrefix + name] = value;
        SafetensorsWriter.Write(
            path,
            tensors,
            new Dictionary<string, string>
            {
                [StepKey] = step.ToString(CultureInfo.InvariantCulture),
                [RecipeKey] = recipe,
            }
        );
    }

    /// <summary>Takes up the saved state if there is one.</summary>
    /// <returns>Steps taken; 0 when the run begins.</returns>
    /// <exception cref="WrongUseException">The state is of a run with other settings.</exception>
    /// <exception cref="BadInputException">The file is damaged.</exception>
    public long Restore()
    {
        if (!File.Exists(path))
            return 0;
        using var source = SafetensorsFile.Open(path);
        if (source.Metadata.GetValueOrDefault(RecipeKey) != recipe)
            throw new WrongUseException(
                $"{path} is of a training with other settings; name another folder, or remove it to start anew."
            );
        if (!long.TryParse(source.Metadata.GetValueOrDefault(StepKey), CultureInfo.InvariantCulture, out var step))
            throw new BadInputException($"{path} does not say at which step it was written.");
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var tensors = source.Tensors.Keys.ToDictionary(key => key, key => source.Read(key), StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
            value.copy_(Saved(tensors, ValuePrefix + name, value));
        optimizer.Restore(tensors, step);
        average.Restore(
            tensors
                .Where(pair => pair.Key.StartsWith(AveragePrefix, StringComparison.Ordinal))
                .ToDictionary(pair => pair.Key[AveragePrefix.Length..], pair => pair.Value, StringComparer.Ordinal)
        );
        return step;
    }

    private Tensor Saved(Dictionary<string, Tensor> tensors, string key, Parameter value) =>
        tensors.TryGetValue(key, out var saved) && saved.shape.SequenceEqual(value.shape)
            ? saved
            : throw new BadInputException($"{path} lacks '{key}' in the shape that the network has.");
}
