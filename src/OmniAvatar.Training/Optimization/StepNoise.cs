using OmniAvatar.Diffusion;
using OmniAvatar.Randomness;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Optimization;

/// <summary>Noise by seed, purpose and step.</summary>
internal static class StepNoise
{
    /// <summary>Standard normals in float32 on the CPU.</summary>
    public static Tensor Normal(this StepRandom random, long[] shape, string purpose, long step, long item = 0) =>
        SeededNormal.Draw(random.Bits(purpose, step, item), shape);
}
