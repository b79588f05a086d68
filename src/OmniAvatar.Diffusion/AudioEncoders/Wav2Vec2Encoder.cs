using OmniAvatar.Diffusion.AudioEncoders.Layers;
using OmniAvatar.Diffusion.AudioEncoders.Statistics;
using OmniAvatar.Diffusion.Observation;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.AudioEncoders;

/// <summary>
/// wav2vec 2.0 (Baevski et al., 2020) as OmniAvatar hears through it: the convolutions' features are stretched to one
/// row per video frame before the transformer. Component names are the keys of wav2vec2-base-960h, the <c>wav2vec2.</c>
/// prefix taken off.
/// </summary>
public sealed class Wav2Vec2Encoder : nn.Module<Tensor, long, Tensor>
{
    /// <summary>Keys of a weight file that only its training or its speech recognition needs.</summary>
    public static IReadOnlyList<string> UnusedKeys { get; } =
    ["masked_spec_embed", "wav2vec2.masked_spec_embed", "lm_head.weight", "lm_head.bias"];

    [ComponentName(Name = "feature_extractor")]
    private readonly FeatureEncoder _features;

    [ComponentName(Name = "feature_projection")]
    private readonly FeatureProjection _projection;

    [ComponentName(Name = "encoder")]
    private readonly AudioTransformer _transformer;

    /// <param name="config">The sizes.</param>
    /// <param name="device">Where the weights live; the meta device gives keys and shapes without memory.</param>
    /// <param name="dtype">The weights' type, which is also the type computed in.</param>
    public Wav2Vec2Encoder(Wav2Vec2Config config, Device? device = null, ScalarType dtype = ScalarType.Float32)
        : base(nameof(Wav2Vec2Encoder))
    {
        Config = config.Validated();
        _features = new FeatureEncoder(config, device, dtype);
        _projection = new FeatureProjection(config, device, dtype);
        _transformer = new AudioTransformer(config, device, dtype);
        RegisterComponents();
    }

    /// <summary>The sizes this encoder was built with.</summary>
    public Wav2Vec2Config Config { get; }

    /// <summary>The whole recording in one pass, exactly as the model was trained to be used; attention is quadratic in
    /// the rows.</summary>
    /// <param name="samples">(B, samples): 16 kHz mono, normalised by <see cref="Waveform.Normalise"/>, padded to 640
    /// samples a row.</param>
    /// <param name="rows">Video frames: rows of features to return.</param>
    /// <returns>(B, rows, (layers + 2)·C): the last hidden state, then hidden states 0 to the last.</returns>
    /// <exception cref="ArgumentException">The shape is another, or there are too few samples for one frame of the
    /// convolutions.</exception>
    public override Tensor forward(Tensor samples, long rows) => Encode(samples, rows, TensorObserver.None);

    /// <summary>As <see cref="forward"/>, showing the values inside to <paramref name="observer"/>.</summary>
    public Tensor Encode(Tensor samples, long rows, ITensorObserver observer)
    {
        if (samples.dim() != 2 || Config.FrameCount(samples.shape[1]) < 1 || rows < 1)
            throw new ArgumentException(
                $"Samples must be (batch, at least {Config.SamplesPerFrame}) for at least one row.",
                nameof(samples)
            );
        using var scope = NewDisposeScope();
        var features = _features.Run(samples, null, observer); // (B, frames, channels)
        var stretched = nn
            .functional.interpolate(
                features.transpose(1, 2),
                [rows],
                mode: InterpolationMode.Linear,
                align_corners: true
            )
            .transpose(1, 2); // (B, rows, channels)
        return Transform(stretched, 0, rows, observer).MoveToOuterDisposeScope(); // (B, rows, (layers + 2)·C)
    }

    /// <summary>The convolutions over a window of a longer recording whose first layer's statistics are
    /// known.</summary>
    /// <param name="samples">(B, samples): normalised.</param>
    /// <param name="statistics">Over the whole recording.</param>
    /// <returns>(B, frames, channels).</returns>
    internal Tensor Convolve(Tensor samples, ChannelStatistics statistics) =>
        _features.Run(samples, statistics, TensorObserver.None);

    /// <summary>Projects rows of features and runs [start, start + count) of them through the transformer.</summary>
    internal Tensor Transform(Tensor rows, long start, long count, ITensorObserver observer)
    {
        using var scope = NewDisposeScope();
        observer.Observe("feature_projection_input", rows);
        var projected = _projection.forward(rows); // (B, R, C)
        observer.Observe("feature_projection", projected);
        // (B, count, (layers + 2)·C)
        return _transformer.Run(projected, start, count, observer).MoveToOuterDisposeScope();
    }

    /// <summary>The first convolution's weights, (channels, 1, kernel): the statistics of its output follow from those
    /// of the waveform.</summary>
    internal Tensor FirstWeight => _features.FirstWeight;
}
