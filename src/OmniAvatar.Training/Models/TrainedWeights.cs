using System.Globalization;
using OmniAvatar.Diffusion.Transformers;
using TorchSharp.Modules;

namespace OmniAvatar.Training.Models;

/// <summary>Parts a transformer's weights into trained and frozen ones.</summary>
public static class TrainedWeights
{
    private const string Pair = ".lora_";
    private const string Projections = "audio_cond_projs.";

    /// <summary>Blocks before it have no projection of the speech.</summary>
    public const int FirstAudioBlock = 2;

    private static readonly string[] Audio = ["audio_proj.", Projections];
    private static readonly string[] OwnOfAdapter = [.. Audio, "patch_embedding."];

    /// <summary>Freezes all but what a mode trains.</summary>
    /// <param name="network">The network.</param>
    /// <param name="mode">What is trained.</param>
    /// <param name="audioBlocks">Blocks that hear, by number; empty lets all hear that can.</param>
    /// <returns>The trained parameters by name, in the network's order.</returns>
    public static IReadOnlyList<(string Name, Parameter Value)> Select(
        WanTransformer network,
        TrainingMode mode,
        IReadOnlyList<int> audioBlocks
    )
    {
        var trained = new List<(string Name, Parameter Value)>();
        foreach (var (name, value) in network.named_parameters())
        {
            value.requires_grad = IsTrained(name, mode) && !IsDeaf(name, audioBlocks);
            if (value.requires_grad)
                trained.Add((name, value));
        }
        return trained;
    }

    /// <summary>Whether an adapter's file holds a weight of this name.</summary>
    public static bool IsOfAdapter(string name) =>
        name.Contains(Pair, StringComparison.Ordinal) || StartsWithAny(name, OwnOfAdapter);

    /// <summary>Whether a weight projects speech to a block that is not to hear.</summary>
    /// <param name="name">The weight's name; projection i is block i + 2's.</param>
    /// <param name="audioBlocks">Blocks that hear; empty lets all hear that can.</param>
    public static bool IsDeaf(string name, IReadOnlyList<int> audioBlocks) =>
        audioBlocks.Count > 0
        && name.StartsWith(Projections, StringComparison.Ordinal)
        && !audioBlocks.Contains(FirstAudioBlock + int.Parse(name.Split('.')[1], CultureInfo.InvariantCulture));

    private static bool IsTrained(string name, TrainingMode mode) =>
        mode switch
        {
            TrainingMode.Lora => IsOfAdapter(name),
            TrainingMode.AudioOnly => StartsWithAny(name, Audio),
            _ => true,
        };

    private static bool StartsWithAny(string name, string[] prefixes) =>
        prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
