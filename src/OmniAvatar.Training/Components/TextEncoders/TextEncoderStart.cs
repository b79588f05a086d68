using OmniAvatar.Diffusion.TextEncoders;

namespace OmniAvatar.Training.Components.TextEncoders;

/// <summary>The values that a text encoder begins with: T5's own (Raffel et al., arXiv 1910.10683), which make up for
/// scores that are not scaled.</summary>
internal static class TextEncoderStart
{
    /// <summary>Mean and deviation of one parameter.</summary>
    public static (double Mean, double Deviation) Rule(string name, long[] shape, TextEncoderConfig config)
    {
        if (shape.Length == 1)
            return (1, 0);
        if (name.EndsWith("token_embedding.weight", StringComparison.Ordinal))
            return (0, 1);
        if (name.EndsWith("pos_embedding.embedding.weight", StringComparison.Ordinal))
            return (0, 0.1);
        return (
            0,
            name.EndsWith("attn.q.weight", StringComparison.Ordinal)
                ? 1 / Math.Sqrt((double)config.Width * config.HeadWidth)
                : FreshWeights.KeepVariance(shape)
        );
    }
}
