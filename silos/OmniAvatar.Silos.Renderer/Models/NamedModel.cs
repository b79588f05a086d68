using OmniAvatar.Diffusion.Models;
using OmniAvatar.Models;

namespace OmniAvatar.Silos.Renderer.Models;

/// <summary>A model folder under the name that requests ask for.</summary>
/// <param name="Name">See <see cref="ModelCard.Name"/>.</param>
/// <param name="Folder">The open folder.</param>
/// <param name="Identity">SHA-256 of what identifies its content.</param>
internal sealed record NamedModel(string Name, ModelFolder Folder, string Identity)
{
    /// <summary>Opens what <c>--model [NAME=]DIR</c> names and checks every part's names and shapes.</summary>
    /// <exception cref="WrongUseException">The name is not a valid model name.</exception>
    /// <exception cref="BadInputException">The folder does not hold a model.</exception>
    public static NamedModel Open(string option, CancellationToken cancellation)
    {
        var equals = option.IndexOf('=');
        var path = Path.GetFullPath(option[(equals + 1)..]);
        var name = equals >= 0 ? option[..equals] : Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        if (!ModelCard.IsName(name))
            throw new WrongUseException(
                $"'{name}' is not a valid model name (letters, digits, '.', '_', '-'); choose one with --model "
                    + "NAME=DIR."
            );

        var folder = ModelFolder.Open(path);
        ModelLoader.Check(folder, cancellation: cancellation);
        return new NamedModel(name, folder, ModelManifest.Compute(folder, cancellation).Sha256);
    }

    /// <summary>The card that gateways read.</summary>
    public ModelCard Card(string numericClass, DateTimeOffset now) =>
        new()
        {
            Name = Name,
            Identity = Identity,
            Defaults = Folder.Defaults,
            NumericClass = numericClass,
            Announced = now,
            HasRandomWeights = Folder.Settings.HasRandomWeights,
        };
}
