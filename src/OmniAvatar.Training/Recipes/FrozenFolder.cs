using OmniAvatar.Diffusion.Models;
using OmniAvatar.Training.Components;

namespace OmniAvatar.Training.Recipes;

/// <summary>Makes the folder of the frozen networks: links to their files in the model, and the settings that they are
/// run with.</summary>
internal static class FrozenFolder
{
    /// <summary>Makes it, or leaves it as it is.</summary>
    /// <exception cref="BadInputException">A network is not trained yet.</exception>
    /// <exception cref="RenderFailedException">The folder cannot be written.</exception>
    public static ModelFolder Open(SmallModelSettings settings, SmallModelFolders folders)
    {
        var trained = folders.OpenTrained();
        TrainedFiles.Guard(
            folders.Frozen,
            () =>
            {
                Directory.CreateDirectory(folders.Frozen);
                foreach (
                    var part in new[]
                    {
                        ModelPart.Autoencoder,
                        ModelPart.TextEncoder,
                        ModelPart.Tokenizer,
                        ModelPart.AudioEncoder,
                    }
                )
                    Link(trained.FileOf(part), folders);
                Link(trained.ConfigOf(ModelPart.AudioEncoder), folders);
                new ModelSettings { Defaults = settings.Preset.Defaults }.Write(folders.Frozen);
            }
        );
        return folders.OpenFrozen();
    }

    private static void Link(string file, SmallModelFolders folders)
    {
        var link = Path.Combine(folders.Frozen, Path.GetRelativePath(folders.Model, file));
        if (File.Exists(link))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.Delete(link); // a link to what is no longer there
        File.CreateSymbolicLink(link, Path.GetFullPath(file));
    }
}
