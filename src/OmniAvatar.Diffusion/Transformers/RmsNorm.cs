using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers;

/// <summary>Root-mean-square normalisation over the whole width, all heads together, computed in float32 (arXiv
/// 1910.07467).</summary>
internal sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    private readonly double _epsilon;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight; // (dim)

    public RmsNorm(int dim, double epsilon, LayerFactory make)
        : base(nameof(RmsNorm))
    {
        _epsilon = epsilon;
        _weight = make.Parameter(dim);
        RegisterComponents();
    }

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
