using OmniAvatar.Diffusion.Transformers;

namespace OmniAvatar.Benchmarks.Networks;

/// <summary>
/// Floating-point operations of one forward by a stated formula: 2 m n k for every matrix product, 4 N M d for
/// attention of N queries to M keys of width d. Norms, activations, positions and sums are not counted. Keys and values
/// of the text are made once per segment, and so are not part of a step.
/// </summary>
public sealed class DitOperations(WanTransformerConfig config, long tokens, long textRows)
{
    /// <summary>A whole forward.</summary>
    public double Forward() => config.Layers * (Attention() + Matrices()) + Ends();

    /// <summary>Share of attention proper in a forward.</summary>
    public double AttentionShare => config.Layers * Attention() / Forward();

    private double Attention() => 4.0 * tokens * (tokens + textRows) * config.Dim;

    /// <summary>Query, key, value and output of self-attention, query and output of cross-attention, the feed-forward's
    /// two.</summary>
    private double Matrices() =>
        6 * 2.0 * tokens * config.Dim * config.Dim + 2 * 2.0 * tokens * config.Dim * config.FeedForwardDim;

    /// <summary>Patches in, patches out.</summary>
    private double Ends() => 2.0 * tokens * config.Dim * config.PatchVolume * (config.InChannels + config.OutChannels);
}
