using OmniAvatar.Diffusion.Autoencoders.Convolutions;
using OmniAvatar.Diffusion.Observation;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders;

/// <summary>
/// The whole network as one function with gradients, for training. A clip goes through in two chunks, its first frame
/// and then all the rest: since nothing inside a chunk looks ahead, that is the function which the streams compute four
/// frames at a time.
/// </summary>
public sealed partial class VideoAutoencoder
{
    /// <summary>The distribution of a clip's latents, with gradients where they are enabled.</summary>
    /// <param name="video">(batch, 3, 4n+1, height, width) in [-1, 1], in the weights' type; height and width divisible
    /// by 8.</param>
    /// <returns>Mean and logarithm of the variance, (batch, 16, n+1, height/8, width/8) each, not normalised.</returns>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public (Tensor Mean, Tensor LogVariance) EncodeMoments(Tensor video)
    {
        if (
            video.shape is not [_, 3, var frames, var height, var width]
            || frames % Config.TemporalFactor != 1
            || height % Config.SpatialFactor != 0
            || width % Config.SpatialFactor != 0
        )
            throw new ArgumentException(
                $"A clip of (batch, 3, 4n+1, height, width) was expected, but it is ({string.Join(", ", video.shape)})."
            );
        using var scope = NewDisposeScope();
        // (B, 2*Z, n+1, H/8, W/8)
        var moments = FirstThenRest(video, (chunk, past) => MomentsOfChunk(chunk, past, TensorObserver.None));
        var halves = moments.chunk(2, dim: 1);
        return (halves[0].MoveToOuterDisposeScope(), halves[1].MoveToOuterDisposeScope());
    }

    /// <summary>The clip that latents stand for, with gradients where they are enabled.</summary>
    /// <param name="latents">(batch, 16, n+1, height/8, width/8), not normalised: drawn around what
    /// <see cref="EncodeMoments"/> gave.</param>
    /// <returns>(batch, 3, 4n+1, height, width), not clamped.</returns>
    public Tensor DecodeMoments(Tensor latents) =>
        FirstThenRest(latents, (chunk, past) => FramesOfChunk(chunk, past, TensorObserver.None));

    private static Tensor FirstThenRest(Tensor clip, Func<Tensor, CausalCache, Tensor> work)
    {
        using var scope = NewDisposeScope();
        using var past = new CausalCache();
        var first = work(clip.narrow(2, 0, 1), past);
        var rest = clip.size(2) - 1;
        var whole = rest == 0 ? first : cat([first, work(clip.narrow(2, 1, rest), past)], dim: 2);
        return whole.MoveToOuterDisposeScope();
    }
}
