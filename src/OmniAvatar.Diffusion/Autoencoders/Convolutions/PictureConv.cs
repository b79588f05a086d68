using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders.Convolutions;

/// <summary>A 3x3 convolution over every frame by itself; the weights lie at place 1 of the weight file's
/// list.</summary>
internal sealed class PictureConv : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "1")]
    private readonly Kernel _kernel;

    private readonly long[] _strides;
    private readonly long[] _padding;

    public PictureConv(int inDim, int outDim, int stride, int padding, Device? device, ScalarType dtype)
        : base(nameof(PictureConv))
    {
        _kernel = new Kernel(inDim, outDim, device, dtype);
        (_strides, _padding) = ([stride, stride], [padding, padding]);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) // (B, C, T, H, W)
    {
        using var scope = NewDisposeScope();
        var pictures = x.transpose(1, 2).flatten(0, 1); // (B*T, C, H, W)
        return nn
            // (B*T, C', H/stride, W/stride)
            .functional.conv2d(pictures, _kernel.Weight, _kernel.Bias, _strides, _padding)
            .unflatten(0, [x.size(0), -1])
            .transpose(1, 2) // (B, C', T, H/stride, W/stride)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The weight (outputs, inputs, 3, 3) and bias of the convolution.</summary>
    private sealed class Kernel : nn.Module
    {
        [ComponentName(Name = "weight")]
        private readonly Parameter _weight;

        [ComponentName(Name = "bias")]
        private readonly Parameter _bias;

        public Kernel(int inDim, int outDim, Device? device, ScalarType dtype)
            : base(nameof(Kernel))
        {
            (_weight, _bias) = ConvolutionWeights.Create([outDim, inDim, 3, 3], device, dtype);
            RegisterComponents();
        }

        public Tensor Weight => _weight;

        public Tensor Bias => _bias;
    }
}
