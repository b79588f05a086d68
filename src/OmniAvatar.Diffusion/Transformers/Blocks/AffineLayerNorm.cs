using OmniAvatar.Diffusion.Transformers.Adapters;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Blocks;

/// <summary>Layer normalisation with a learned scale and shift.</summary>
internal sealed class AffineLayerNorm : nn.Module<Tensor, Tensor>
{
    private readonly long[] _shape;
    private readonly double _epsilon;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight; // (dim)

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias; // (dim)

    public AffineLayerNorm(int dim, double epsilon, LayerFactory make)
        : base(nameof(AffineLayerNorm))
    {
        (_shape, _epsilon) = ([dim], epsilon);
        _weight = make.Parameter(dim);
        _bias = make.Parameter(dim);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => nn.functional.layer_norm(x, _shape, _weight, _bias, _epsilon);
}
