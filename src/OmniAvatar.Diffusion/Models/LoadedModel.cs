using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.Transformers;

namespace OmniAvatar.Diffusion.Models;

/// <summary>The four networks of a model, in evaluation mode; disposing frees them all.</summary>
public sealed record LoadedModel(
    WanTransformer Transformer,
    VideoAutoencoder Autoencoder,
    TextEncoder TextEncoder,
    Wav2Vec2Encoder AudioEncoder
) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Transformer.Dispose();
        Autoencoder.Dispose();
        TextEncoder.Dispose();
        AudioEncoder.Dispose();
    }
}
