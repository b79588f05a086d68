using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers;

/// <summary>Speech as the blocks need it: what is added to the tokens before each of the blocks 2 to Layers/2. Made
/// once per segment; it lives until it is disposed.</summary>
public sealed class AudioCondition : IDisposable
{
    internal AudioCondition(IReadOnlyList<Tensor> projections)
    {
        foreach (var projection in projections)
            projection.DetachFromDisposeScope();
        Projections = projections;
    }

    /// <summary>For a network that does not hear.</summary>
    public static AudioCondition None { get; } = new([]);

    /// <summary>One for each conditioned block, (B, T, 1, 1, dim): the same at every place of a latent frame.</summary>
    internal IReadOnlyList<Tensor> Projections { get; }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var projection in Projections)
            projection.Dispose();
    }
}
