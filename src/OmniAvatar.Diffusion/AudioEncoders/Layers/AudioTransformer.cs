using OmniAvatar.Diffusion.Observation;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.AudioEncoders.Layers;

/// <summary>Positions, a norm, then the transformer's layers; every layer's output is kept.</summary>
internal sealed class AudioTransformer : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "pos_conv_embed")]
    private readonly PositionalConvolution _positions;

    [ComponentName(Name = "layer_norm")]
    private readonly LayerNorm _norm;

    [ComponentName(Name = "layers")]
    private readonly ModuleList<AudioTransformerLayer> _layers;

    public AudioTransformer(Wav2Vec2Config config, Device? device, ScalarType dtype)
        : base(nameof(AudioTransformer))
    {
        _positions = new PositionalConvolution(config, device, dtype);
        _norm = nn.LayerNorm(config.Width, config.Epsilon, device: device, dtype: dtype);
        _layers = nn.ModuleList(
            Enumerable
                .Range(0, config.LayerCount)
                .Select(_ => new AudioTransformerLayer(config, device, dtype))
                .ToArray()
        );
        RegisterComponents();
    }

    /// <param name="x">(B, R, C): projected features.</param>
    /// <returns>(B, R, (layers + 2)·C): the last hidden state, then hidden states 0 to the last.</returns>
    public override Tensor forward(Tensor x) => Run(x, 0, x.shape[1], TensorObserver.None);

    /// <summary>
    /// Runs rows [start, start + count) of <paramref name="x"/> through the layers. The rows around them are heard by
    /// the positional convolution only, whose reach is short, so that hidden state 0 is as if all rows had been there.
    /// </summary>
    public Tensor Run(Tensor x, long start, long count, ITensorObserver observer)
    {
        using var scope = NewDisposeScope();
        var positions = _positions.forward(x); // (B, R, C)
        observer.Observe("pos_conv_embed", positions);
        var hidden = _norm.forward(x.add(positions).narrow(1, start, count)); // (B, count, C)
        var states = new List<Tensor> { hidden };
        foreach (var layer in _layers)
        {
            hidden = layer.forward(hidden); // (B, count, C)
            states.Add(hidden);
        }
        return cat([hidden, .. states], -1).MoveToOuterDisposeScope(); // (B, count, (layers + 2)·C)
    }
}
