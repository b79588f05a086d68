using OmniAvatar.Diffusion.AudioEncoders.Statistics;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.AudioEncoders.Layers;

/// <summary>
/// One strided convolution of the feature encoder with its GELU, no bias. Values are kept as (batch, time, channels):
/// neighbouring frames then lie beside each other in memory, and the convolution is one matrix product over overlapping
/// rows.
/// </summary>
internal sealed class FeatureConvolution : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly StridedKernel _kernel;

    [ComponentName(Name = "layer_norm")]
    private readonly TimeNorm? _norm;

    public FeatureConvolution(
        int inputs,
        int outputs,
        int kernel,
        int stride,
        bool normalised,
        Device? device,
        ScalarType dtype
    )
        : base(nameof(FeatureConvolution))
    {
        _kernel = new StridedKernel(inputs, outputs, kernel, stride, device, dtype);
        _norm = normalised ? new TimeNorm(outputs, device, dtype) : null;
        RegisterComponents();
    }

    /// <summary>The convolution's weights, (outputs, inputs, kernel).</summary>
    public Tensor Weight => _kernel.Weight;

    /// <param name="x">(B, T, inputs), contiguous.</param>
    /// <returns>(B, (T - kernel) / stride + 1, outputs), contiguous.</returns>
    public override Tensor forward(Tensor x) => Run(x, null);

    /// <summary>As <see cref="forward"/>, but normalised by statistics taken elsewhere, over more time than
    /// <paramref name="x"/> spans.</summary>
    public Tensor Run(Tensor x, ChannelStatistics? statistics)
    {
        using var scope = NewDisposeScope();
        var y = _kernel.forward(x); // (B, T', outputs)
        y = _norm is null ? y : _norm.Run(y, statistics); // (B, T', outputs)
        return y.gelu_().MoveToOuterDisposeScope();
    }
}
