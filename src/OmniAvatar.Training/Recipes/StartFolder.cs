using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Models.Creation;
using OmniAvatar.Training.Components;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Recipes;

/// <summary>Makes the folder that the base begins from: a transformer of random weights in float32 and its
/// configuration, nothing else.</summary>
internal static class StartFolder
{
    /// <summary>Makes it, or leaves it as it is.</summary>
    /// <exception cref="RenderFailedException">The folder cannot be written.</exception>
    public static void Write(SmallModelSettings settings, SmallModelFolders folders, CancellationToken cancellation)
    {
        if (File.Exists(Path.Combine(folders.Start, ModelSettings.FileName)))
            return;
        var preset = settings.Preset with { TransformerType = ScalarType.Float32 };
        var file = new WeightFile(
            Path.Combine(Path.GetRelativePath(folders.Model, folders.Wan), SmallModelWriter.TransformerName),
            WeightFiles.Transformer(preset)
        );
        ModelCreator.WriteFile(folders.Start, file, settings.Seed, cancellation: cancellation);
        TrainedFiles.Guard(
            folders.Start,
            () =>
            {
                FolderDocuments.WriteTransformer(folders.Start, preset);
                // Last: where it is there, the folder is whole.
                new ModelSettings
                {
                    Description = "Where the base begins.",
                    HasRandomWeights = true,
                    Defaults = preset.Defaults,
                }.Write(folders.Start);
            }
        );
    }
}
