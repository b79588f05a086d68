using OmniAvatar.Diffusion.Transformers.Blocks;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Objectives;

/// <summary>
/// Keeps each block's inputs alone and computes the block a second time when its gradients are due (arXiv 1604.06174):
/// a third more computing, and memory for one block's inner values in place of all blocks'. The gradients are those
/// without it.
/// </summary>
public sealed class BlockRecomputation : IBlockRunner
{
    /// <inheritdoc/>
    public Tensor Run(Func<IReadOnlyList<Tensor>, Tensor> block, IReadOnlyList<Tensor> inputs) =>
        is_grad_enabled() ? Recomputed.apply([block, .. inputs]) : block(inputs);

    /// <summary>A block as one operation of the gradient's graph. The weights are not its inputs: going back adds to
    /// their gradients itself.</summary>
    private sealed class Recomputed : autograd.SingleTensorFunction<Recomputed>
    {
        private const string Block = "block";
        private const string Gradients = "gradients";

        public override string Name => nameof(Recomputed);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var block = (Func<IReadOnlyList<Tensor>, Tensor>)vars[0];
            List<Tensor> inputs = [.. vars.Skip(1).Cast<Tensor>()];
            ctx.save_data(Block, block);
            ctx.save_for_backward(inputs);
            return block(inputs);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            using var grad = enable_grad();
            var block = (Func<IReadOnlyList<Tensor>, Tensor>)ctx.get_data(Block);
            var inputs = ctx.get_saved_variables()
                .ConvertAll(input => input.detach().requires_grad_(input.requires_grad));
            autograd.backward([block(inputs)], [grad_output]);
            // The first argument of the forward pass is the block, which has no gradient.
            List<Tensor> gradients = [null!, .. inputs.Select(input => input.grad?.MoveToOuterDisposeScope()!)];
            // libtorch reads them after this returns, and a GPU's thread has no scope that holds them until then.
            ctx.save_data(Gradients, gradients);
            return gradients;
        }
    }
}
