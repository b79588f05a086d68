using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.Models;

namespace OmniAvatar.Datasets.Extraction;

/// <summary>The networks that see and hear clips, loaded when a clip is first encoded: a run that finds all done loads
/// nothing.</summary>
internal sealed class Networks(ModelFolder folder, ExtractionOptions options, CancellationToken cancellation)
    : IDisposable
{
    private VideoAutoencoder? _autoencoder;
    private Wav2Vec2Encoder? _audioEncoder;
    private ClipEncoder? _encoder;

    /// <exception cref="RenderFailedException">The model is damaged: no fault of the clip at work, so it is not left
    /// out for it.</exception>
    public ClipEncoder Encoder => _encoder ??= Load();

    private ClipEncoder Load()
    {
        try
        {
            _autoencoder = ModelLoader.LoadAutoencoder(folder, options.Device, options.DataType, cancellation);
            _audioEncoder = ModelLoader.LoadAudioEncoder(folder, options.Device, cancellation);
            return new ClipEncoder(_autoencoder, _audioEncoder);
        }
        catch (BadInputException e)
        {
            throw new RenderFailedException(e.Message, e);
        }
    }

    public void Dispose()
    {
        _autoencoder?.Dispose();
        _audioEncoder?.Dispose();
    }
}
