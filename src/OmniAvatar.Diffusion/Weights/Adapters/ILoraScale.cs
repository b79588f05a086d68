namespace OmniAvatar.Diffusion.Weights.Adapters;

/// <summary>A configuration that says how strongly the low-rank pairs of an adapter count.</summary>
public interface ILoraScale
{
    /// <summary>What a pair's product B A is multiplied by before it is added to the weight.</summary>
    /// <param name="module">The layer that the pair changes, such as <c>blocks.0.self_attn.q</c>.</param>
    /// <param name="rank">Rows of the pair's A.</param>
    /// <exception cref="BadInputException">The configuration says another rank.</exception>
    double ScaleOf(string module, long rank);
}
