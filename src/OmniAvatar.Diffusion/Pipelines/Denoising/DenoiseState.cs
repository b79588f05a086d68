using OmniAvatar.Diffusion.Guidance;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines.Denoising;

/// <summary>All that the remaining steps of a segment read, beside its inputs: going on from a copy gives the same
/// bits.</summary>
public sealed class DenoiseState : IDisposable
{
    private const string StepKey = "step";
    private const string LatentsKey = "latents";

    internal DenoiseState(int step, Tensor latents, IReadOnlyDictionary<GuidanceBranch, TeaCacheState> caches)
    {
        Step = step;
        Latents = latents.DetachFromDisposeScope();
        Caches = caches;
    }

    /// <summary>Steps done; the index of the next.</summary>
    public int Step { get; private set; }

    /// <summary>Noisy latents (B, 16, T, h, w) in float32 as the scheduler left them, before the prefix is written over
    /// them.</summary>
    public Tensor Latents { get; private set; }

    /// <summary>The cache of every cached guidance branch; empty without a cache.</summary>
    public IReadOnlyDictionary<GuidanceBranch, TeaCacheState> Caches { get; }

    internal void Advance(Tensor latents)
    {
        Latents.Dispose();
        Latents = latents.DetachFromDisposeScope();
        Step++;
    }

    /// <summary>Copies of everything, on the CPU, for a checkpoint. The caller disposes them.</summary>
    public IReadOnlyDictionary<string, Tensor> Export()
    {
        var tensors = new Dictionary<string, Tensor>
        {
            [StepKey] = tensor(new[] { (long)Step }),
            [LatentsKey] = Latents.to(CPU, copy: true),
        };
        foreach (var (branch, cache) in Caches)
        foreach (var (name, value) in cache.Export())
            tensors[$"{branch}.{name}"] = value;
        return tensors;
    }

    /// <summary>The state that <see cref="Export"/> gave, with its tensors copied to a device. The run that takes it
    /// checks that it fits.</summary>
    /// <exception cref="BadInputException">Something is missing or not understood.</exception>
    public static DenoiseState Import(IReadOnlyDictionary<string, Tensor> tensors, Device device)
    {
        if (!tensors.TryGetValue(StepKey, out var step) || step.dtype != ScalarType.Int64 || step.numel() != 1)
            throw new BadInputException("The checkpoint does not state its step.");
        if (!tensors.TryGetValue(LatentsKey, out var latents))
            throw new BadInputException("The checkpoint has no latents.");
        var caches = new Dictionary<GuidanceBranch, TeaCacheState>();
        foreach (
            var group in tensors
                .Where(pair => pair.Key.Contains('.'))
                .GroupBy(pair => pair.Key[..pair.Key.IndexOf('.')])
        )
        {
            if (!Enum.TryParse<GuidanceBranch>(group.Key, out var branch))
                throw new BadInputException($"The checkpoint has a cache for an unknown branch '{group.Key}'.");
            caches[branch] = TeaCacheState.Import(
                group.ToDictionary(pair => pair.Key[(group.Key.Length + 1)..], pair => pair.Value),
                device
            );
        }
        return new DenoiseState(checked((int)step.item<long>()), latents.to(device, copy: true), caches);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Latents.Dispose();
        foreach (var cache in Caches.Values)
            cache.Dispose();
    }
}
