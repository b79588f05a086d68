using System.Globalization;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using TorchSharp;

namespace OmniAvatar.Training.Runs;

/// <summary>The state of a part of the small model as earlier versions kept it: one file, with step and settings as its
/// own texts. It is read where there is no other, and never written.</summary>
internal static class EarlierState
{
    private const string ValuePrefix = "value.";

    /// <summary>What the state says.</summary>
    /// <exception cref="BadInputException">It is damaged.</exception>
    public static StateFacts Facts(string path)
    {
        using var file = SafetensorsFile.Open(path);
        if (!long.TryParse(file.Metadata.GetValueOrDefault("step"), CultureInfo.InvariantCulture, out var step))
            throw new BadInputException($"{path} does not say at which step it was written.");
        return new StateFacts(step, false, step, file.Metadata.GetValueOrDefault("recipe") ?? "", "", "");
    }

    /// <summary>Its tensors, by the names of today.</summary>
    /// <exception cref="BadInputException">They are damaged.</exception>
    public static IReadOnlyDictionary<string, torch.Tensor> Tensors(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Tensors.Keys.ToDictionary(Renamed, key => file.Read(key), StringComparer.Ordinal);
    }

    private static string Renamed(string key) =>
        key.StartsWith(ValuePrefix, StringComparison.Ordinal)
            ? OptimizedWeights.ValuePrefix + key[ValuePrefix.Length..]
            : key;
}
