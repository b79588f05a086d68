using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Layers;

/// <summary>
/// Root-mean-square normalisation over the whole width: x / sqrt(mean(x²) + ε) · weight, without a mean and without a
/// bias (arXiv 1910.07467). It is computed in float32 and returns the input's type. In the transformer it normalises
/// all heads together; T5 has it as its only norm.
/// </summary>
internal sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    private readonly double _epsilon;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight; // (dim)

    /// <param name="weight">(dim), in the network's type.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    public RmsNorm(Parameter weight, double epsilon)
        : base(nameof(RmsNorm))
    {
        (_weight, _epsilon) = (weight, epsilon);
        RegisterComponents();
    }

    /// <summary>A norm as training begins with: all weights are 1.</summary>
    public static RmsNorm OfOnes(long width, double epsilon, Device? device, ScalarType dtype) =>
        new(new Parameter(ones(width, dtype: dtype, device: device)), epsilon);

    public override Tensor forward(Tensor x) // (B, N, dim)
    {
        using var wide = x.to(ScalarType.Float32);
        using var square = wide.square();
        using var mean = square.mean([-1], keepdim: true); // (B, N, 1)
        using var shifted = mean.add(_epsilon);
        using var inverse = shifted.rsqrt();
        using var unit = wide.mul(inverse); // (B, N, dim)
        using var narrow = unit.to(x.dtype);
        return narrow.mul(_weight);
    }
}
