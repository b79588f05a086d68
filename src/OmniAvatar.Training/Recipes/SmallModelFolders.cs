using OmniAvatar.Diffusion.Models;

namespace OmniAvatar.Training.Recipes;

/// <summary>Where the training of the small model keeps what.</summary>
/// <param name="Work">States, logs, samples and half-trained models.</param>
/// <param name="Model">The model folder that comes out.</param>
public sealed record SmallModelFolders(string Work, string Model)
{
    private static readonly ModelPart[] FrozenParts =
    [
        ModelPart.Autoencoder,
        ModelPart.TextEncoder,
        ModelPart.Tokenizer,
        ModelPart.AudioEncoder,
    ];

    /// <summary>Text-to-video network, autoencoder, text encoder and tokenizer.</summary>
    public string Wan => Path.Combine(Model, $"Wan2.1-T2V-{SmallModelSettings.Name}");

    /// <summary>The adapter.</summary>
    public string Adapter => Path.Combine(Model, $"OmniAvatar-{SmallModelSettings.Name}");

    /// <summary>The audio encoder.</summary>
    public string AudioEncoder => Path.Combine(Model, "wav2vec2-base-960h");

    /// <summary>A transformer of random weights: where the base begins.</summary>
    public string Start => Of("start");

    /// <summary>The autoencoder as it is before it has seen more than single frames.</summary>
    public string PictureAutoencoder => Path.Combine(Of(SmallModelRecipe.PictureAutoencoder), "Wan2.1_VAE.pth");

    /// <summary>Links to the networks that see, hear and read, as a model folder of their own: what the finished model
    /// adds is no news to them.</summary>
    public string Frozen => Of("frozen");

    /// <summary>What the frozen networks make of the clips.</summary>
    public string Samples => Of("samples");

    /// <summary>The folder of one part.</summary>
    public string Of(string part) => Path.Combine(Work, part);

    /// <summary>The model that the training of a transformer wrote.</summary>
    public string ModelOf(string part) => Path.Combine(Of(part), "model");

    /// <summary>The networks that see, hear and read, in their place in the model.</summary>
    /// <exception cref="BadInputException">One is not trained yet.</exception>
    public ModelFolder OpenTrained() => ModelFolder.Open(Model, FrozenParts);

    /// <summary>The same, with nothing else in their folder.</summary>
    /// <exception cref="BadInputException">One is not there.</exception>
    public ModelFolder OpenFrozen() => ModelFolder.Open(Frozen, FrozenParts);
}
