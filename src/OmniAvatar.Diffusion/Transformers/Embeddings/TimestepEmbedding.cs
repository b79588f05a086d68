using OmniAvatar.Diffusion.Layers;
using OmniAvatar.Diffusion.Transformers.Adapters;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Embeddings;

/// <summary>The timestep as a vector: a sinusoid, then two linear layers around SiLU.</summary>
internal sealed class TimestepEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly int _frequencyDim;

    [ComponentName(Name = "0")]
    private readonly LinearLayer _expand;

    [ComponentName(Name = "2")]
    private readonly LinearLayer _contract;

    public TimestepEmbedding(WanTransformerConfig config, LayerFactory make)
        : base(nameof(TimestepEmbedding))
    {
        _frequencyDim = config.FrequencyDim;
        _expand = make.Linear(config.FrequencyDim, config.Dim);
        _contract = make.Linear(config.Dim, config.Dim);
        RegisterComponents();
    }

    public override Tensor forward(Tensor timestep) // (B), in the model's type
    {
        using var scope = NewDisposeScope();
        var inner = _expand.call(Sinusoid(timestep)); // (B, dim)
        return _contract.call(nn.functional.silu(inner)).MoveToOuterDisposeScope(); // (B, dim)
    }

    /// <summary>Cosines, then sines, of the timestep at geometric frequencies; computed in double.</summary>
    private Tensor Sinusoid(Tensor timestep)
    {
        var half = _frequencyDim / 2;
        var exponents = arange(half, ScalarType.Float64, timestep.device).div(half); // (freq/2)
        var frequencies = exponents.mul(-Math.Log(10_000)).exp();
        var angles = outer(timestep.to(ScalarType.Float64), frequencies); // (B, freq/2)
        return cat([angles.cos(), angles.sin()], dim: 1).to(timestep.dtype); // (B, freq)
    }
}
