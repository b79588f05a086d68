using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.Transformers;

namespace OmniAvatar.Diffusion.Pipelines;

/// <summary>
/// A folder's networks, each loaded when first needed and kept; all but the text encoder, which is larger than the
/// others' working memory and is needed once per job. For one thread at a time.
/// </summary>
internal sealed class LazyModel(ModelFolder folder, RendererOptions options) : IDisposable
{
    private WanTransformer? _transformer;
    private VideoAutoencoder? _autoencoder;
    private Wav2Vec2Encoder? _audioEncoder;

    public ModelFolder Folder { get; } = folder;

    public RendererOptions Options { get; } = options;

    /// <summary>Whether a segment's networks are in memory, so that asking for them costs nothing.</summary>
    public bool IsLoaded => _transformer is not null && _autoencoder is not null && _audioEncoder is not null;

    public WanTransformer Transformer(CancellationToken cancellation) =>
        _transformer ??= ModelLoader.LoadTransformer(
            Folder,
            Options.Device,
            Options.DataType,
            Options.Loras,
            cancellation
        );

    public VideoAutoencoder Autoencoder(CancellationToken cancellation) =>
        _autoencoder ??= ModelLoader.LoadAutoencoder(Folder, Options.Device, Options.DataType, cancellation);

    public Wav2Vec2Encoder AudioEncoder(CancellationToken cancellation) =>
        _audioEncoder ??= ModelLoader.LoadAudioEncoder(Folder, Options.Device, cancellation);

    /// <summary>The text encoder, the caller's to dispose.</summary>
    public TextEncoder LoadTextEncoder(CancellationToken cancellation) =>
        ModelLoader.LoadTextEncoder(Folder, Options.Device, Options.DataType, cancellation);

    public void Dispose()
    {
        _transformer?.Dispose();
        _autoencoder?.Dispose();
        _audioEncoder?.Dispose();
    }
}
