using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.Transformers;

namespace OmniAvatar.Diffusion.Models;

/// <summary>The four networks of a model, in evaluation mode; disposing frees them all.</summary>
public sealed record LoadedModel(WanTransformer Transformer, VideoAutoencoder Autoencoder, TextEncoder TextEncoder, Wav2Vec2Encoder AudioEncoder) : IDisposable
{
    /// <summary>Refuses networks of different models: what one gives, the other must take.</summary>
    /// <exception cref="BadInputException">The widths between two networks differ.</exception>
    internal void RequireFit(string folder)
    {
        Require(TextEncoder.Config.Width, Transformer.Config.TextDim, "text encoder", "a row of text");
        Require(AudioEncoder.Config.FeatureWidth, Transformer.Config.AudioInputDim, "audio encoder", "a frame of audio");
        Require(Autoencoder.Config.ZDim, Transformer.Config.OutChannels, "autoencoder", "a latent");

        void Require(int given, int taken, string part, string what)
        {
            if (given != taken)
                throw new BadInputException($"The parts in {folder} are of different models: its {part} gives {what} {given} values, and its transformer takes {taken}.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Transformer.Dispose();
        Autoencoder.Dispose();
        TextEncoder.Dispose();
        AudioEncoder.Dispose();
    }
}
