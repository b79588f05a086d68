using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines.Denoising;

/// <summary>Everything that one segment is denoised from. The tensors stay the caller's, on any device and of any
/// type.</summary>
/// <param name="Noise">(B, 16, T, h, w), standard normal.</param>
/// <param name="PrefixLatents">(B, 16, P, h, w): the first P latent frames, clean; P may be 0.</param>
/// <param name="Reference">(B, 17, T, h, w): see <see cref="ReferenceCondition"/>.</param>
/// <param name="Audio">(B, 4T - 3, audio width), one row a video frame.</param>
/// <param name="PositiveText">(B, rows, text width), the prompt's embeddings.</param>
/// <param name="NegativeText">(B, rows, text width), the negative prompt's; unread without guidance.</param>
public sealed record DenoiseInputs(
    Tensor Noise,
    Tensor PrefixLatents,
    Tensor Reference,
    Tensor Audio,
    Tensor PositiveText,
    Tensor NegativeText
);

/// <summary>The picture as the transformer is shown it: its latents at every latent frame, and which frames are
/// given.</summary>
public static class ReferenceCondition
{
    /// <summary>Reference latents (B, 16, 1, h, w) repeated over <paramref name="frames"/>, and the mask: 0 for the
    /// given prefix, 1 after. (B, 17, T, h, w).</summary>
    public static Tensor Build(Tensor referenceLatents, long frames, long prefixFrames)
    {
        using var scope = NewDisposeScope();
        var repeated = referenceLatents.expand(-1, -1, frames, -1, -1); // (B, 16, T, h, w)
        var mask = ones_like(repeated.narrow(1, 0, 1)); // (B, 1, T, h, w)
        mask.narrow(2, 0, prefixFrames).zero_();
        return cat([repeated, mask], dim: 1).MoveToOuterDisposeScope(); // (B, 17, T, h, w)
    }
}
