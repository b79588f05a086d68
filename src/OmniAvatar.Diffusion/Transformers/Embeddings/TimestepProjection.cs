using OmniAvatar.Diffusion.Layers;
using OmniAvatar.Diffusion.Transformers.Adapters;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Embeddings;

/// <summary>From the timestep's embedding to the six shifts, scales and gates that all blocks begin from.</summary>
internal sealed class TimestepProjection : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "1")]
    private readonly LinearLayer _project;

    public TimestepProjection(WanTransformerConfig config, LayerFactory make)
        : base(nameof(TimestepProjection))
    {
        _project = make.Linear(config.Dim, 6L * config.Dim);
        RegisterComponents();
    }

    public override Tensor forward(Tensor embedding) // (B, dim)
    {
        using var active = nn.functional.silu(embedding);
        using var flat = _project.call(active); // (B, 6 dim)
        return flat.unflatten(1, [6, -1]); // (B, 6, dim)
    }
}
