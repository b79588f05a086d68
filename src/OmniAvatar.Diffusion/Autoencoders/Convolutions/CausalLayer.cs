using System.Globalization;
using OmniAvatar.Diffusion.Observation;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders.Convolutions;

/// <summary>
/// A layer over the frames of one chunk (batch, channels, time, height, width) which sees earlier chunks only through
/// the cache, and later ones not at all.
/// </summary>
internal abstract class CausalLayer(string name) : nn.Module<Tensor, CausalCache, Tensor>(name);

/// <summary>Runs a chunk through layers one after the other.</summary>
internal static class CausalLayers
{
    /// <summary>The output of the last layer. Takes over <paramref name="x"/> and every value between.</summary>
    public static Tensor ThroughEach(
        this Tensor x,
        IEnumerable<CausalLayer> layers,
        CausalCache cache,
        ITensorObserver observer
    )
    {
        var index = 0;
        foreach (var layer in layers)
        {
            using var input = x;
            x = layer.call(input, cache);
            observer.Observe((index++).ToString(CultureInfo.InvariantCulture), x);
        }

        return x;
    }
}
