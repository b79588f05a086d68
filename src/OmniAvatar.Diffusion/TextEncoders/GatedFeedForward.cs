using OmniAvatar.Diffusion.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.TextEncoders;

/// <summary>T5 1.1's feed-forward layer: fc2(fc1(x) · gelu(gate(x))), the GELU in its tanh form (Shazeer, "GLU Variants
/// Improve Transformer").</summary>
internal sealed class GatedFeedForward : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "gate")]
    private readonly ModuleList<LinearLayer> _gate;

    [ComponentName(Name = "fc1")]
    private readonly LinearLayer _up;

    [ComponentName(Name = "fc2")]
    private readonly LinearLayer _down;

    public GatedFeedForward(TextEncoderConfig config, Device? device, ScalarType dtype)
        : base(nameof(GatedFeedForward))
    {
        // A list of one, since the weight file's key is "gate.0".
        _gate = nn.ModuleList(new LinearLayer(config.Width, config.FeedForwardWidth, hasBias: false, device, dtype));
        _up = new LinearLayer(config.Width, config.FeedForwardWidth, hasBias: false, device, dtype);
        _down = new LinearLayer(config.FeedForwardWidth, config.Width, hasBias: false, device, dtype);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var gate = nn.functional.gelu(_gate[0].forward(x), GELU.Approximate.tanh); // (B, L, F)
        var inner = _up.forward(x).mul_(gate); // (B, L, F)
        return _down.forward(inner).MoveToOuterDisposeScope(); // (B, L, C)
    }
}
