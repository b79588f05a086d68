using OmniAvatar.Diffusion.Autoencoders.Convolutions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders.Blocks;

/// <summary>Series of blocks that the encoder and the decoder have alike.</summary>
internal static class BlockSeries
{
    /// <summary>At the lowest resolution: attention within each frame, between two residual blocks.</summary>
    public static ModuleList<CausalLayer> Middle(int width, Device? device, ScalarType dtype) =>
        new(
            new ResidualBlock(width, width, device, dtype),
            new FrameAttention(width, device, dtype),
            new ResidualBlock(width, width, device, dtype)
        );

    /// <summary>Residual blocks of one resolution; the first changes the width.</summary>
    public static IEnumerable<CausalLayer> Residual(
        int count,
        int inDim,
        int outDim,
        Device? device,
        ScalarType dtype
    ) => Enumerable.Range(0, count).Select(i => new ResidualBlock(i == 0 ? inDim : outDim, outDim, device, dtype));
}
