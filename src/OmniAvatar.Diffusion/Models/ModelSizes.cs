using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Diffusion.Weights.Names;
using OmniAvatar.Diffusion.Weights.Sources;

namespace OmniAvatar.Diffusion.Models;

/// <summary>The sizes of a folder's four networks, known to fit each other.</summary>
public sealed record ModelSizes(
    WanTransformerConfig Transformer,
    VideoAutoencoderConfig Autoencoder,
    TextEncoderConfig TextEncoder,
    Wav2Vec2Config AudioEncoder
)
{
    /// <summary>Reads headers only, so that a folder can be refused before gigabytes are loaded.</summary>
    /// <exception cref="BadInputException">A file is damaged, sizes cannot be, or the parts are of different
    /// models.</exception>
    public static ModelSizes Read(ModelFolder folder)
    {
        using var transformer = ModelLoader.OpenTransformer(folder, []);
        using var autoencoder = PartNames.Autoencoder(TensorSources.Open(folder.FileOf(ModelPart.Autoencoder)));
        using var textEncoder = TensorSources.Open(folder.FileOf(ModelPart.TextEncoder));
        using var audioEncoder = PartNames.AudioEncoder(TensorSources.Open(folder.FileOf(ModelPart.AudioEncoder)));
        var hints = folder.Settings.Architecture;
        var sizes = new ModelSizes(
            ModelArchitecture.Transformer(transformer, folder.ConfigOf(ModelPart.Transformer), hints.TransformerHeads),
            ModelArchitecture.Autoencoder(autoencoder),
            ModelArchitecture.TextEncoder(textEncoder),
            ModelArchitecture.AudioEncoder(
                audioEncoder,
                folder.ConfigOf(ModelPart.AudioEncoder),
                hints.AudioEncoderHeads
            )
        );
        sizes.RequireFit(folder.Path);
        return sizes;
    }

    /// <summary>Refuses networks of different models: what one gives, the other must take.</summary>
    private void RequireFit(string folder)
    {
        Require(TextEncoder.Width, Transformer.TextDim, "text encoder", "a row of text");
        Require(AudioEncoder.FeatureWidth, Transformer.AudioInputDim, "audio encoder", "a frame of audio");
        Require(Autoencoder.ZDim, Transformer.OutChannels, "autoencoder", "a latent");

        void Require(int given, int taken, string part, string what)
        {
            if (given != taken)
                throw new BadInputException(
                    $"The parts in {folder} belong to different models: the {part} gives {what} {given} values, but "
                        + $"the transformer takes {taken}."
                );
        }
    }
}
