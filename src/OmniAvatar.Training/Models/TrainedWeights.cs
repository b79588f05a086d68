using OmniAvatar.Diffusion.Transformers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Models;

/// <summary>Parts a transformer's weights into trained and frozen ones.</summary>
public static class TrainedWeights
{
    private const string Pair = ".lora_";
    private static readonly string[] Audio = ["audio_proj.", "audio_cond_projs."];
    private static readonly string[] OwnOfAdapter = [.. Audio, "patch_embedding."];

    /// <summary>Freezes all but what a mode trains.</summary>
    /// <returns>The trained parameters by name, in the network's order.</returns>
    public static IReadOnlyList<(string Name, Parameter Value)> Select(WanTransformer network, TrainingMode mode)
    {
        var trained = new List<(string Name, Parameter Value)>();
        foreach (var (name, value) in network.named_parameters())
        {
            value.requires_grad = IsTrained(name, mode);
            if (value.requires_grad) trained.Add((name, value));
        }
        return trained;
    }

    /// <summary>Whether an adapter's file holds a weight of this name.</summary>
    public static bool IsOfAdapter(string name) => name.Contains(Pair, StringComparison.Ordinal) || StartsWithAny(name, OwnOfAdapter);

    private static bool IsTrained(string name, TrainingMode mode) => mode switch
    {
        TrainingMode.Lora => IsOfAdapter(name),
        TrainingMode.AudioOnly => StartsWithAny(name, Audio),
        _ => true,
    };

    private static bool StartsWithAny(string name, string[] prefixes) => prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
