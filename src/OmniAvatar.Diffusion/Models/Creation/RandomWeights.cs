using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OmniAvatar.Diffusion.Weights;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Models.Creation;

/// <summary>
/// Random values for a tensor by the part its key says it plays, at scales that keep every network's values near 1 from
/// end to end. Each tensor has a random stream of its own from the seed and its key, so that order and piece size
/// change nothing.
/// </summary>
internal static class RandomWeights
{
    private const long ElementsAtOnce = 4 << 20;

    /// <summary>Scale of biases and of the adapter's output side: felt, and not dominant.</summary>
    private const double Small = 0.02;

    /// <summary>Length of a direction in weight norm, chosen so that a wav2vec2 position convolution neither drowns nor
    /// vanishes.</summary>
    private const double WeightNormLength = 0.5;

    /// <summary>The elements of one tensor in order, in float32, piece by piece.</summary>
    public static IEnumerable<Tensor> Pieces(long seed, string key, TensorInfo info)
    {
        using var generator = new Generator(StreamSeed(seed, key), CPU);
        var (mean, deviation) = Distribution(key, info.Shape);
        for (long done = 0; done < info.ElementCount; done += ElementsAtOnce)
        {
            var count = Math.Min(ElementsAtOnce, info.ElementCount - done);
            if (deviation == 0)
                yield return full(count, mean, dtype: ScalarType.Float32, device: CPU);
            else
                yield return randn([count], dtype: ScalarType.Float32, device: CPU, generator: generator)
                    .mul_(deviation)
                    .add_(mean);
        }
    }

    private static (double Mean, double Deviation) Distribution(string key, IReadOnlyList<long> shape)
    {
        if (key.EndsWith(".weight_g", StringComparison.Ordinal))
            return (WeightNormLength, 0);
        if (key.EndsWith("bias", StringComparison.Ordinal))
            return (0, Small);
        if (key.EndsWith("gamma", StringComparison.Ordinal) || shape.Count == 1)
            return (1, 0);
        if (key.EndsWith("token_embedding.weight", StringComparison.Ordinal))
            return (0, 1);
        if (key.EndsWith("modulation", StringComparison.Ordinal))
            return (0, 1 / Math.Sqrt(shape[^1]));
        if (key.Contains(".lora_B.", StringComparison.Ordinal))
            return (0, Small);
        return (0, 1 / Math.Sqrt(shape.Skip(1).Aggregate(1.0, (product, size) => product * size)));
    }

    private static ulong StreamSeed(long seed, string key) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{key}")));
}
