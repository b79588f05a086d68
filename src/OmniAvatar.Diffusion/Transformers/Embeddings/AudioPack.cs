using OmniAvatar.Diffusion.Layers;
using OmniAvatar.Diffusion.Transformers.Adapters;
using OmniAvatar.Diffusion.Transformers.Blocks;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Embeddings;

/// <summary>Packs the audio of the four video frames behind one latent frame into one short vector (arXiv 2506.18866,
/// section 3.2).</summary>
internal sealed class AudioPack : nn.Module<Tensor, Tensor>
{
    private const int FramesPerLatent = 4;
    private const double NormEpsilon = 1e-5;

    [ComponentName(Name = "proj")]
    private readonly LinearLayer _project;

    [ComponentName(Name = "norm_out")]
    private readonly AffineLayerNorm _norm;

    public AudioPack(WanTransformerConfig config, LayerFactory make)
        : base(nameof(AudioPack))
    {
        _project = make.Linear((long)FramesPerLatent * config.AudioInputDim, config.AudioHiddenSize);
        _norm = new AffineLayerNorm(config.AudioHiddenSize, NormEpsilon, make);
        RegisterComponents();
    }

    // (B, 4T - 3, A): the first latent frame stands for one video frame, the others for four
    public override Tensor forward(Tensor audio)
    {
        using var scope = NewDisposeScope();
        var first = audio.narrow(1, 0, 1).expand(-1, FramesPerLatent - 1, -1); // (B, 3, A)
        var rows = cat([first, audio], dim: 1); // (B, 4T, A)
        var groups = rows.unflatten(1, [-1, FramesPerLatent]).flatten(2); // (B, T, 4A)
        return _norm.call(_project.call(groups)).MoveToOuterDisposeScope(); // (B, T, hidden)
    }
}
