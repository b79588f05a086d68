using OmniAvatar.Diffusion.AudioEncoders.Statistics;
using OmniAvatar.Diffusion.Observation;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.AudioEncoders.Layers;

/// <summary>The convolutions from waveform to features, 320 samples a step for the released model; the first is
/// normalised over all time.</summary>
internal sealed class FeatureEncoder : nn.Module<Tensor, Tensor>
{
    /// <summary>How many time steps of the first layer are shown to an observer; all of them would be large.</summary>
    private const long ObservedSteps = 64;

    [ComponentName(Name = "conv_layers")]
    private readonly ModuleList<FeatureConvolution> _layers;

    public FeatureEncoder(Wav2Vec2Config config, Device? device, ScalarType dtype)
        : base(nameof(FeatureEncoder))
    {
        _layers = nn.ModuleList(
            Enumerable
                .Range(0, config.ConvolutionWidths.Count)
                .Select(index => new FeatureConvolution(
                    inputs: index == 0 ? 1 : config.ConvolutionWidths[index - 1],
                    outputs: config.ConvolutionWidths[index],
                    kernel: config.ConvolutionKernels[index],
                    stride: config.ConvolutionStrides[index],
                    normalised: index == 0,
                    device,
                    dtype
                ))
                .ToArray()
        );
        RegisterComponents();
    }

    /// <summary>The first convolution's weights, (channels, 1, kernel).</summary>
    public Tensor FirstWeight => _layers[0].Weight;

    /// <param name="samples">(B, samples).</param>
    /// <returns>(B, frames, channels).</returns>
    public override Tensor forward(Tensor samples) => Run(samples, null, TensorObserver.None);

    /// <summary>As <see cref="forward"/>, with the first layer's statistics given when <paramref name="samples"/> is
    /// only a window of the whole.</summary>
    public Tensor Run(Tensor samples, ChannelStatistics? statistics, ITensorObserver observer)
    {
        using var scope = NewDisposeScope();
        var x = _layers[0].Run(samples.unsqueeze(-1), statistics); // (B, T0, channels)
        observer.Observe("conv_layer0_first64", x.narrow(1, 0, Math.Min(ObservedSteps, x.shape[1])).transpose(1, 2));
        foreach (var layer in _layers.Skip(1))
        {
            var next = layer.forward(x); // (B, Ti, channels)
            x.Dispose();
            x = next;
        }
        observer.Observe("conv_features", x.transpose(1, 2));
        return x.MoveToOuterDisposeScope(); // (B, frames, channels)
    }
}
