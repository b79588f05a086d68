using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Randomness;
using OmniAvatar.Training.Optimization;
using OmniAvatar.Training.Transformers;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Models;

/// <summary>
/// An adapter before its first step: with it the network computes what the base does. A is drawn as peft draws it, B is
/// zero, the new input channels of the patch embedding are zero beside the base's, and the audio modules are small; a
/// block that is not to hear gets zeros.
/// </summary>
internal sealed class NewAdapter : ITensorSource
{
    private const string Patches = "patch_embedding.weight";

    /// <summary>Deviation of the audio projections' weights: heard from the first step, and drowning nothing.</summary>
    private const double Small = 0.02;

    private readonly ITensorSource _base;
    private readonly StepRandom _random;
    private readonly IReadOnlyList<int> _audioBlocks;

    /// <param name="network">A network that has the adapter's weights, on the meta device too.</param>
    /// <param name="base">The base, for the channels that it has; it stays the caller's.</param>
    /// <param name="recipe">Its seed decides every value, and each weight has a stream of its own; which blocks
    /// hear.</param>
    public NewAdapter(WanTransformer network, ITensorSource @base, TrainingRecipe recipe)
    {
        (_base, _random, _audioBlocks) = (@base, new StepRandom(recipe.Seed), recipe.AudioBlocks);
        Tensors = network
            .state_dict()
            .Where(weight => TrainedWeights.IsOfAdapter(weight.Key))
            .ToDictionary(
                weight => weight.Key,
                weight => new TensorInfo(ScalarType.Float32, weight.Value.shape),
                StringComparer.Ordinal
            );
    }

    /// <inheritdoc/>
    public string Name => "a new adapter";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <inheritdoc/>
    public void CopyTo(string key, Tensor destination)
    {
        using var scope = NewDisposeScope();
        destination.copy_(Value(key, [.. this.Describe(key).Shape]));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The base belongs to the caller.
    }

    private Tensor Value(string key, long[] shape)
    {
        if (key == Patches)
            return Widened(shape);
        if (key == "patch_embedding.bias")
            return _base.Read(key, ScalarType.Float32);
        if (
            key.Contains(".lora_B.", StringComparison.Ordinal)
            || key.EndsWith("bias", StringComparison.Ordinal)
            || TrainedWeights.IsDeaf(key, _audioBlocks)
        )
            return zeros(shape);
        if (key.Contains("norm", StringComparison.Ordinal))
            return ones(shape);
        // Kaiming's uniform with a = sqrt(5), peft's and PyTorch's for linear layers, has the bound 1 / sqrt(inputs).
        var bound = 1 / Math.Sqrt(shape[1]);
        return key.StartsWith("audio_cond_projs.", StringComparison.Ordinal)
            ? Normal(key, shape).mul_(Small)
            : Uniform(key, shape).mul_(2 * bound).sub_(bound);
    }

    private Tensor Widened(long[] shape)
    {
        var wide = zeros(shape);
        var own = _base.Read(Patches, ScalarType.Float32); // (dim, 16, 1, p, q)
        wide.narrow(1, 0, own.size(1)).copy_(own);
        return wide;
    }

    private Tensor Normal(string key, long[] shape) => _random.Normal(shape, $"weight/{key}", 0);

    private Tensor Uniform(string key, long[] shape)
    {
        using var generator = new Generator(_random.Bits($"weight/{key}", 0), CPU);
        return rand(shape, dtype: ScalarType.Float32, device: CPU, generator: generator);
    }
}
