using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components;

/// <summary>Randomness by seed, purpose and step alone, so that a run which was killed draws the same again.</summary>
internal static class StepRandom
{
    /// <summary>A stream of its own.</summary>
    public static Random Of(long seed, string purpose, long step) => new((int)Hash(seed, purpose, step));

    /// <summary>Standard normal values, float32.</summary>
    public static Tensor Normal(long[] shape, long seed, string purpose, long step)
    {
        using var generator = new Generator(Hash(seed, purpose, step), CPU);
        return randn(shape, dtype: ScalarType.Float32, device: CPU, generator: generator);
    }

    private static ulong Hash(long seed, string purpose, long step) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{purpose}/{step}")));
}
