using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components.AudioEncoders;

/// <summary>
/// The encoder with a linear head on its last hidden state, under the keys of wav2vec2's fine-tuned form: one score a
/// phoneme, then loudness, then the opening of the mouth. Rendering leaves the head alone.
/// </summary>
internal sealed class AudioEncoderWithHead : nn.Module<Tensor, long, Tensor>
{
    /// <summary>Outputs besides the phonemes.</summary>
    public const int Movements = 2;

    [ComponentName(Name = "wav2vec2")]
    private readonly Wav2Vec2Encoder _encoder;

    [ComponentName(Name = "lm_head")]
    private readonly LinearLayer _head;

    public AudioEncoderWithHead(Wav2Vec2Config config, int phonemes, ScalarType dtype = ScalarType.Float32)
        : base(nameof(AudioEncoderWithHead))
    {
        _encoder = new Wav2Vec2Encoder(config, dtype: dtype);
        _head = new LinearLayer(config.Width, phonemes + Movements, dtype: dtype);
        RegisterComponents();
    }

    /// <param name="samples">(B, samples), normalised.</param>
    /// <param name="rows">Video frames.</param>
    /// <returns>(B, rows, phonemes + 2).</returns>
    public override Tensor forward(Tensor samples, long rows)
    {
        using var features = _encoder.forward(samples, rows); // (B, R, (layers + 2)·C)
        using var last = features.narrow(2, 0, _encoder.Config.Width); // (B, R, C)
        return _head.forward(last); // (B, R, phonemes + 2)
    }
}
