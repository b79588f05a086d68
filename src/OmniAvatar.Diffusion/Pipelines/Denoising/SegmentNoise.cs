using System.Buffers.Binary;
using OmniAvatar.Randomness;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines.Denoising;

/// <summary>
/// The noise a segment starts from, a function of its place alone: any machine can make it again, in any order, and a
/// job never depends on what was drawn before.
/// </summary>
public static class SegmentNoise
{
    /// <summary>The seed of a segment's noise: the first 8 bytes of SHA-256 over job seed, shot and segment,
    /// little-endian.</summary>
    public static ulong Seed(long jobSeed, int shot, int segment)
    {
        Span<byte> place = stackalloc byte[sizeof(long) + 2 * sizeof(int)];
        BinaryPrimitives.WriteInt64LittleEndian(place, jobSeed);
        BinaryPrimitives.WriteInt32LittleEndian(place[sizeof(long)..], shot);
        BinaryPrimitives.WriteInt32LittleEndian(place[(sizeof(long) + sizeof(int))..], segment);
        return RandomBits.Of(place);
    }

    /// <summary>Standard normal noise (1, channels, frames, height, width) in float32 on the CPU.</summary>
    /// <param name="jobSeed">The job's seed.</param>
    /// <param name="shot">Which shot of the job.</param>
    /// <param name="segment">Which segment of the shot.</param>
    /// <param name="channels">Latent channels.</param>
    /// <param name="frames">Latent frames.</param>
    /// <param name="height">Latent rows: pixels / 8.</param>
    /// <param name="width">Latent columns: pixels / 8.</param>
    public static Tensor Draw(
        long jobSeed,
        int shot,
        int segment,
        long channels,
        long frames,
        long height,
        long width
    ) => SeededNormal.Draw(Seed(jobSeed, shot, segment), 1, channels, frames, height, width);
}
