using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Blocks;

/// <summary>Two linear layers around GELU in its tanh form; also the embedding of the text.</summary>
internal sealed class FeedForward : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "0")]
    private readonly nn.Module<Tensor, Tensor> _expand;

    [ComponentName(Name = "2")]
    private readonly nn.Module<Tensor, Tensor> _contract;

    public FeedForward(nn.Module<Tensor, Tensor> expand, nn.Module<Tensor, Tensor> contract)
        : base(nameof(FeedForward))
    {
        (_expand, _contract) = (expand, contract);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) // (B, N, in)
    {
        using var scope = NewDisposeScope();
        var inner = _expand.call(x); // (B, N, ffn)
        // (B, N, ffn)
        var active = is_grad_enabled() ? inner.gelu(GELU.Approximate.tanh) : inner.gelu_(GELU.Approximate.tanh);
        return _contract.call(active).MoveToOuterDisposeScope(); // (B, N, out)
    }
}
