using OmniAvatar.Diffusion.Guidance;
using OmniAvatar.Diffusion.Observation;
using OmniAvatar.Diffusion.Schedulers;
using OmniAvatar.Diffusion.Transformers;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines.Denoising;

/// <summary>How far denoising is.</summary>
/// <param name="Step">Steps done, from 1.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Reused">Guidance branches whose blocks were not computed in this step.</param>
public sealed record DenoiseProgress(int Step, int Steps, IReadOnlyList<GuidanceBranch> Reused);

/// <summary>Turns a segment's noise into its latents (arXiv 2506.18866, Algorithm 1).</summary>
public sealed class Denoiser(
    WanTransformer transformer,
    FlowMatchScheduler scheduler,
    ClassifierFreeGuidance guidance,
    TeaCacheOptions? teaCache = null
)
{
    /// <summary>Prepares a segment; the run takes it step by step and can begin at any step.</summary>
    /// <exception cref="BadInputException">A tensor does not fit the model or the others.</exception>
    public DenoiseRun Begin(DenoiseInputs inputs) => new(transformer, scheduler, guidance, teaCache, inputs);

    /// <summary>Denoises a segment from its first step to its last. Returns clean latents (B, 16, T, h, w) in
    /// float32.</summary>
    /// <param name="inputs">What to denoise.</param>
    /// <param name="progress">Is told after every step.</param>
    /// <param name="observer">Is shown <c>noise_pred</c> (after guidance) and <c>latents</c> (after the scheduler) of
    /// every step.</param>
    /// <param name="cancellation">Is looked at between transformer blocks.</param>
    /// <exception cref="BadInputException">A tensor does not fit the model or the others.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Tensor Denoise(
        DenoiseInputs inputs,
        Action<DenoiseProgress>? progress = null,
        ITensorObserver? observer = null,
        CancellationToken cancellation = default
    )
    {
        using var run = Begin(inputs);
        using var state = run.Start();
        while (!run.IsFinished(state))
        {
            var step = run.Advance(state, observer, cancellation);
            progress?.Invoke(step);
        }
        return run.Finish(state);
    }
}
