using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders.Convolutions;

/// <summary>Makes the parameters of a convolution, their memory untouched until weights are loaded.</summary>
internal static class ConvolutionWeights
{
    /// <summary>Weight and bias.</summary>
    /// <param name="shape">Output channels, input channels, then the kernel's sizes.</param>
    public static (Parameter Weight, Parameter Bias) Create(long[] shape, Device? device, ScalarType dtype) =>
        (
            nn.Parameter(empty(shape, dtype, device), requires_grad: false),
            nn.Parameter(empty(shape[0], dtype, device), requires_grad: false)
        );
}
