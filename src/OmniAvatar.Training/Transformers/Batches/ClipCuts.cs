using OmniAvatar.Training.Samples;

namespace OmniAvatar.Training.Transformers.Batches;

/// <summary>Clips that can share a batch.</summary>
internal sealed record Bucket(int LatentFrames, int Height, int Width);

/// <summary>How long a clip may be in a phase, and how many go together.</summary>
/// <param name="phase">Token budget, sizes and lengths.</param>
/// <param name="leastFrames">Latent frames that a clip must have.</param>
/// <param name="patch">Latent rows and columns of one token.</param>
internal sealed class ClipCuts(TrainingPhase phase, int leastFrames, (int Height, int Width) patch)
{
    /// <summary>Pixels behind one latent row or column.</summary>
    private const int PixelsPerLatent = 8;

    /// <summary>The bucket of a sample, or null where the phase does not want it.</summary>
    public Bucket? BucketOf(SampleInfo sample)
    {
        var wanted =
            phase.Sizes.Count == 0
            || phase.Sizes.Any(size =>
                size[0] == sample.Height * PixelsPerLatent && size[1] == sample.Width * PixelsPerLatent
            );
        var longest = Math.Min(sample.LatentFrames, phase.MaxTokens / TokensOfFrame(sample.Height, sample.Width));
        var frames =
            phase.LatentFrames.Count == 0
                ? longest
                : phase.LatentFrames.Where(length => length <= longest).DefaultIfEmpty(0).Max();
        return wanted && frames >= leastFrames ? new Bucket(frames, sample.Height, sample.Width) : null;
    }

    /// <summary>Clips of one batch.</summary>
    public int CountOf(Bucket bucket) =>
        Math.Clamp(
            phase.MaxTokens / (bucket.LatentFrames * TokensOfFrame(bucket.Height, bucket.Width)),
            1,
            phase.MaxBatch
        );

    private int TokensOfFrame(int height, int width) => Math.Max(1, height / patch.Height * (width / patch.Width));
}
