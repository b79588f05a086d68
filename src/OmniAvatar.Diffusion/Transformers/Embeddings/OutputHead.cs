using OmniAvatar.Diffusion.Layers;
using OmniAvatar.Diffusion.Transformers.Adapters;
using OmniAvatar.Diffusion.Transformers.Blocks;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Embeddings;

/// <summary>Modulated normalisation and the projection of each token to its patch of the prediction.</summary>
internal sealed class OutputHead : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly double _epsilon;

    [ComponentName(Name = "modulation")]
    private readonly Parameter _modulation; // (1, 2, dim)

    [ComponentName(Name = "head")]
    private readonly LinearLayer _project;

    public OutputHead(WanTransformerConfig config, LayerFactory make)
        : base(nameof(OutputHead))
    {
        _epsilon = config.Epsilon;
        _modulation = make.Parameter(1, 2, config.Dim);
        _project = make.Linear(config.Dim, (long)config.OutChannels * config.PatchVolume);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor timeEmbedding) // (B, N, dim), (B, dim)
    {
        using var scope = NewDisposeScope();
        var modulation = _modulation.add(timeEmbedding.unsqueeze(1)).chunk(2, dim: 1); // 2 x (B, 1, dim)
        var modulated = Modulation.Modulate(x, modulation[0], modulation[1], _epsilon); // (B, N, dim)
        return _project.call(modulated).MoveToOuterDisposeScope(); // (B, N, p q C)
    }
}
