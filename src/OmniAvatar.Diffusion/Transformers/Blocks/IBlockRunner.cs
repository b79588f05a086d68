using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Blocks;

/// <summary>Stands between the network and each of its blocks, and may forget what a block computed on the way, to
/// compute it again later.</summary>
public interface IBlockRunner
{
    /// <summary>The result of one block, which belongs to the caller.</summary>
    /// <param name="block">The block as a function of tensors alone; its weights are its own. It may be called again
    /// while gradients are computed.</param>
    /// <param name="inputs">What the block is given, the tokens (B, N, dim) first.</param>
    Tensor Run(Func<IReadOnlyList<Tensor>, Tensor> block, IReadOnlyList<Tensor> inputs);
}
