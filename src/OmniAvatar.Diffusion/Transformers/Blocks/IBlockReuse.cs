using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers.Blocks;

/// <summary>Stands between the embedding and the head, and may spare the blocks.</summary>
public interface IBlockReuse
{
    /// <summary>
    /// Tokens after the blocks: either <paramref name="blocks"/> of <paramref name="tokens"/> (B, N, dim), or an
    /// estimate of it.
    /// <paramref name="timeModulation"/> (B, 6, dim) is what the timestep gives all blocks. The result belongs to the
    /// caller.
    /// </summary>
    Tensor Apply(Tensor tokens, Tensor timeModulation, Func<Tensor, Tensor> blocks);
}
