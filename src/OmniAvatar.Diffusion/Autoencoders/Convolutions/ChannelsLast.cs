using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders.Convolutions;

/// <summary>
/// The memory order in which all values inside the autoencoder are kept: a pixel's channels lie side by side. Norms
/// then read memory in order, and convolutions need not reorder it. The order decides which kernels run, so that every
/// value that enters (frames, latents, saved states) is brought to it: results are then the same to the bit.
/// </summary>
internal static class ChannelsLast
{
    /// <summary>The same values (B, C, T, H, W) in memory order (B, T, H, W, C).</summary>
    public static Tensor Of(Tensor x) => x.permute(0, 2, 3, 4, 1).contiguous().permute(0, 4, 1, 2, 3);

    /// <summary>Frames of zeros beside those of <paramref name="x"/>.</summary>
    public static Tensor Zeros(Tensor x, long frames) =>
        zeros([x.size(0), frames, x.size(3), x.size(4), x.size(1)], x.dtype, x.device).permute(0, 4, 1, 2, 3);

    /// <summary>Frames one after the other in time; in this order they lie in memory one after the other as
    /// well.</summary>
    public static Tensor Join(Tensor earlier, Tensor later) =>
        cat([earlier.permute(0, 2, 3, 4, 1), later.permute(0, 2, 3, 4, 1)], dim: 1).permute(0, 4, 1, 2, 3);
}
