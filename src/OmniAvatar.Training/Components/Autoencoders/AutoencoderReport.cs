using OmniAvatar.Datasets.Clips;
using OmniAvatar.Diffusion.Autoencoders;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components.Autoencoders;

/// <summary>How well a trained autoencoder gives back clips that it never saw, computed as inference does.</summary>
/// <param name="Clips">Held-out clips.</param>
/// <param name="FramePsnr">Peak signal-to-noise ratio over whole frames, in decibels of 8-bit levels; the mean squared
/// error is over all clips.</param>
/// <param name="MouthPsnr">The same over the region around the mouth; null where no clip says where it moves.</param>
/// <param name="LatentMean">Largest distance of a normalised channel's mean from 0.</param>
/// <param name="LatentDeviation">Largest distance of a normalised channel's standard deviation from 1.</param>
/// <param name="Parameters">Values in the network.</param>
public sealed record AutoencoderReport(
    int Clips,
    double FramePsnr,
    double? MouthPsnr,
    double LatentMean,
    double LatentDeviation,
    long Parameters
)
{
    /// <summary>Frames of each clip that are looked at.</summary>
    private const int MostFrames = 49;

    internal static AutoencoderReport Measure(VideoAutoencoder network, IEnumerable<TalkingClip> clips)
    {
        var (count, frames, mouths) = (0, new SquaredErrors(), new SquaredErrors());
        var latents = new List<Tensor>();
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var clip in clips)
        {
            using var inner = NewDisposeScope();
            var video = ClipTensors.Frames(clip, Crop.Whole(clip, MostFrames)); // (1, 3, T, H, W)
            var latent = network.Encode(video); // (1, Z, T', H/8, W/8)
            var error = ((network.Decode(latent) - video) * 0.5).square(); // (1, 3, T, H, W)
            frames.Add(error);
            if (MouthRegion.Find(clip) is { } mouth)
                mouths.Add(error.narrow(3, mouth.Top, mouth.Height).narrow(4, mouth.Left, mouth.Width));
            latents.Add(latent.transpose(0, 1).flatten(1).MoveToOuterDisposeScope()); // (Z, N)
            count++;
        }
        var all = cat(latents, dim: 1);
        return new AutoencoderReport(
            count,
            frames.Decibels ?? 0,
            mouths.Decibels,
            all.mean([1]).abs().max().item<float>(),
            (all.std(dimensions: [1]) - 1).abs().max().item<float>(),
            network.parameters().Sum(parameter => parameter.numel())
        );
    }

    private sealed class SquaredErrors
    {
        private const double Smallest = 1e-12;

        private double _sum;
        private long _count;

        public double? Decibels => _count == 0 ? null : -10 * Math.Log10(Math.Max(Smallest, _sum / _count));

        public void Add(Tensor errors)
        {
            _sum += errors.sum(ScalarType.Float64).item<double>();
            _count += errors.numel();
        }
    }
}
