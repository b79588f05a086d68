using System.Text.Json;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Weights.Pickles;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Models;

/// <summary>
/// Writes what was trained as a model folder that renders: the trained files under the released names, and links to the
/// files of the folder that training began from.
/// </summary>
public static class TrainedModelWriter
{
    private const string AdapterFolder = "OmniAvatar";
    private const string AdapterStem = "pytorch_model";
    private const string TransformerStem = "diffusion_pytorch_model";
    private const string Patches = "patch_embedding.weight";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Creates or renews a model folder.</summary>
    /// <param name="target">The folder to write.</param>
    /// <param name="source">The folder that training began from.</param>
    /// <param name="network">What was trained, with the weights to write.</param>
    /// <exception cref="RenderFailedException">The folder cannot be written.</exception>
    public static void Write(string target, ModelFolder source, TrainableNetwork network)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var mode = network.Recipe.Mode;
        try
        {
            var transformer = Path.GetRelativePath(
                source.Path,
                Path.GetDirectoryName(source.FileOf(ModelPart.Transformer))!
            );
            LinkOthers(target, source, mode);
            if (mode is TrainingMode.Full or TrainingMode.Base)
                SafetensorsWriter.Write(
                    Path.Combine(target, transformer, $"{TransformerStem}.safetensors"),
                    BaseWeights(network)
                );
            if (mode != TrainingMode.Base)
                WriteAdapter(Path.Combine(target, AdapterFolder), network);
            WriteSettings(target, source, mode);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RenderFailedException($"The model folder {target} cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>Writes an adapter's two files, <c>pytorch_model.pt</c> and <c>config.json</c>.</summary>
    private static void WriteAdapter(string folder, TrainableNetwork network)
    {
        var recipe = network.Recipe;
        var config = new Dictionary<string, object>
        {
            ["train_architecture"] = "lora",
            ["lora_rank"] = recipe.Rank,
            ["lora_alpha"] = recipe.Alpha,
            ["lora_target_modules"] = string.Join(',', recipe.Targets),
            ["use_audio"] = true,
        };
        PickleWeightsWriter.Write(
            Path.Combine(folder, $"{AdapterStem}.pt"),
            Weights(network, TrainedWeights.IsOfAdapter)
        );
        AtomicFile.Write(
            Path.Combine(folder, "config.json"),
            stream => JsonSerializer.Serialize(stream, config, Indented)
        );
    }

    /// <summary>Wan2.1's own weights: no audio modules, and of the patch embedding the channels that Wan2.1
    /// has.</summary>
    private static Dictionary<string, Tensor> BaseWeights(TrainableNetwork network)
    {
        var weights = Weights(network, name => !name.StartsWith("audio_", StringComparison.Ordinal));
        weights[Patches] = weights[Patches].narrow(1, 0, network.Network.Config.OutChannels).contiguous();
        return weights;
    }

    private static Dictionary<string, Tensor> Weights(TrainableNetwork network, Func<string, bool> isWanted) =>
        network
            .Network.state_dict()
            .Where(weight => isWanted(weight.Key))
            .ToDictionary(
                weight => weight.Key,
                weight => weight.Value.detach().cpu().contiguous(),
                StringComparer.Ordinal
            );

    /// <summary>Links every file of the source but those that training replaces.</summary>
    private static void LinkOthers(string target, ModelFolder source, TrainingMode mode)
    {
        var (root, own) = (Path.GetFullPath(source.Path), Path.GetFullPath(target) + Path.DirectorySeparatorChar);
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(root, file);
            if (IsReplaced(relative, mode) || file.StartsWith(own, StringComparison.Ordinal))
                continue;
            var link = Path.Combine(target, relative);
            if (File.Exists(link))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, file);
        }
    }

    private static bool IsReplaced(string relative, TrainingMode mode)
    {
        var name = Path.GetFileName(relative);
        if (relative == ModelSettings.FileName)
            return true;
        if (name.StartsWith(TransformerStem, StringComparison.Ordinal))
            return mode is TrainingMode.Full or TrainingMode.Base;
        return mode != TrainingMode.Base
            && (
                relative.StartsWith("OmniAvatar", StringComparison.Ordinal)
                || Path.GetFileNameWithoutExtension(name) == AdapterStem
                    && name.EndsWith(".pt", StringComparison.Ordinal)
            );
    }

    /// <summary>The source's settings; weights that were all trained are no longer random.</summary>
    private static void WriteSettings(string target, ModelFolder source, TrainingMode mode)
    {
        var replaced = mode switch
        {
            TrainingMode.Base => [ModelPart.Transformer],
            TrainingMode.Full => [ModelPart.Transformer, ModelPart.Adapter],
            _ => new[] { ModelPart.Adapter },
        };
        var settings = source.Settings with
        {
            Description = $"Trained ({mode}).",
            Parts = source.Settings.Parts.Where(part => !replaced.Contains(part.Key)).ToDictionary(),
        };
        Directory.CreateDirectory(target);
        settings.Write(target);
    }
}
