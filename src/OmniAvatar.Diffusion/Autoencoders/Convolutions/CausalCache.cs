using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders.Convolutions;

/// <summary>
/// The past that a stream of frames carries from one chunk to the next: for every layer that looks back in time,
/// its last input frames (batch, channels, 1 or 2, height, width).
/// </summary>
internal sealed class CausalCache : IDisposable
{
    private readonly Dictionary<nn.Module, Tensor> _frames = new(ReferenceEqualityComparer.Instance);

    /// <summary>The frames a layer kept, or null before its first chunk. They stay the cache's.</summary>
    public Tensor? Find(nn.Module layer) => _frames.GetValueOrDefault(layer);

    /// <summary>Takes over the frames that a layer wants to see again at its next chunk.</summary>
    public void Keep(nn.Module layer, Tensor frames)
    {
        Find(layer)?.Dispose();
        _frames[layer] = frames.DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var frames in _frames.Values)
        {
            frames.Dispose();
        }

        _frames.Clear();
    }
}
