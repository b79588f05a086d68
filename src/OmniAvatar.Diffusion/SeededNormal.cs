using static TorchSharp.torch;

namespace OmniAvatar.Diffusion;

/// <summary>Standard normal values that follow from a seed alone.</summary>
public static class SeededNormal
{
    /// <summary>Values of a shape in float32, drawn on the CPU: PyTorch's for this seed.</summary>
    public static Tensor Draw(ulong seed, params long[] shape)
    {
        using var generator = new Generator(seed, CPU);
        return randn(shape, dtype: ScalarType.Float32, device: CPU, generator: generator);
    }
}
