using System.Text.Json;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components;

/// <summary>What leaves a training: weights as they are stored, and the report.</summary>
internal static class TrainedFiles
{
    /// <summary>The type that weights are stored in.</summary>
    public const ScalarType StoredType = ScalarType.Float16;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Rounds every weight to the stored type, so that what is measured is what will be loaded.</summary>
    public static void Round(nn.Module network)
    {
        using var grad = no_grad();
        foreach (var parameter in network.parameters())
        {
            using var rounded = parameter.to_type(StoredType);
            parameter.copy_(rounded);
        }
    }

    /// <summary>What a file of the network's weights holds.</summary>
    public static List<KeyValuePair<string, TensorInfo>> Describe(IReadOnlyDictionary<string, Tensor> weights) =>
        [.. weights.Select(pair => KeyValuePair.Create(pair.Key, new TensorInfo(StoredType, pair.Value.shape)))];

    /// <summary>One weight for a writer, which converts and disposes it.</summary>
    public static IEnumerable<Tensor> Piece(Tensor weight) => [weight.detach().clone()];

    /// <summary>Writes <c>report.json</c> into a run's folder.</summary>
    public static void WriteReport<T>(string folder, T report) =>
        AtomicFile.Write(
            Path.Combine(folder, "report.json"),
            stream => JsonSerializer.Serialize(stream, report, Indented)
        );

    /// <summary>Runs what writes small files.</summary>
    /// <exception cref="RenderFailedException">A file cannot be written.</exception>
    public static void Guard(string folder, Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (FileFailure.Is(failure))
        {
            throw FileFailure.Writing(folder, failure);
        }
    }

    /// <summary>What decides the outcome, as the text that a state is known by.</summary>
    /// <param name="settings">The options, without names of folders.</param>
    /// <param name="count">The amount of training data.</param>
    public static string Recipe<T>(T settings, int count) => $"{JsonSerializer.Serialize(settings)} over {count}";
}
