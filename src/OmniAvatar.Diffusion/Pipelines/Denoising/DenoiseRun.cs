using OmniAvatar.Diffusion.Guidance;
using OmniAvatar.Diffusion.Observation;
using OmniAvatar.Diffusion.Schedulers;
using OmniAvatar.Diffusion.Transformers;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines.Denoising;

/// <summary>
/// One segment, prepared: what does not change from step to step is computed once, and what does change lives in a
/// <see cref="DenoiseState"/>. Steps may run on different threads, one after the other.
/// </summary>
public sealed class DenoiseRun : IDisposable
{
    private readonly WanTransformer _transformer;
    private readonly FlowMatchScheduler _scheduler;
    private readonly ClassifierFreeGuidance _guidance;
    private readonly TeaCache? _teaCache;
    private readonly Tensor _noise; // (B, 16, T, h, w)
    private readonly Tensor _prefix; // (B, 16, P, h, w)
    private readonly Tensor _reference; // (B, 17, T, h, w)
    private readonly DenoiseConditions _conditions;

    internal DenoiseRun(
        WanTransformer transformer,
        FlowMatchScheduler scheduler,
        ClassifierFreeGuidance guidance,
        TeaCacheOptions? teaCache,
        DenoiseInputs inputs
    )
    {
        CheckShapes(inputs);
        (_transformer, _scheduler, _guidance) = (transformer, scheduler, guidance);
        _teaCache = teaCache is null ? null : new TeaCache(teaCache, scheduler.Steps);
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        _noise = inputs.Noise.to(ScalarType.Float32, transformer.Device, copy: true).DetachFromDisposeScope();
        _prefix = inputs.PrefixLatents.to(ScalarType.Float32, transformer.Device, copy: true).DetachFromDisposeScope();
        _reference = inputs.Reference.to(transformer.DataType, transformer.Device, copy: true).DetachFromDisposeScope();
        _conditions = new DenoiseConditions(transformer, inputs, guidance.Branches);
    }

    /// <summary>The state before the first step. The caller disposes it.</summary>
    public DenoiseState Start() =>
        new(
            step: 0,
            _noise.clone(),
            _guidance
                .Branches.Where(branch => _teaCache?.Covers(branch) ?? false)
                .ToDictionary(branch => branch, _ => new TeaCacheState())
        );

    /// <summary>The state that a checkpoint holds, if it is one of this segment. The caller disposes it.</summary>
    /// <exception cref="BadInputException">It is not a state that this run can go on from.</exception>
    public DenoiseState Resume(IReadOnlyDictionary<string, Tensor> checkpoint)
    {
        var state = DenoiseState.Import(checkpoint, _transformer.Device);
        using var expected = Start();
        if (
            state.Step >= 0
            && state.Step <= _scheduler.Steps
            && state.Latents.dtype == ScalarType.Float32
            && state.Latents.shape.SequenceEqual(_noise.shape)
            && state.Caches.Keys.ToHashSet().SetEquals(expected.Caches.Keys)
            && state.Caches.Values.All(cache =>
                state.Step == 0 || cache is { Modulation: not null, Residual: not null }
            )
        )
            return state;
        state.Dispose();
        throw new BadInputException(
            "The checkpoint does not belong to this segment: its step, its latents or its caches do not fit."
        );
    }

    /// <summary>Whether every step is done.</summary>
    public bool IsFinished(DenoiseState state) => state.Step >= _scheduler.Steps;

    /// <summary>Does one step. A step that is cancelled leaves no usable state: go on from a checkpoint.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before it or between two transformer blocks.</exception>
    /// <exception cref="RenderFailedException">The latents are no longer finite numbers.</exception>
    public DenoiseProgress Advance(
        DenoiseState state,
        ITensorObserver? observer = null,
        CancellationToken cancellation = default
    )
    {
        // A step whose blocks are all reused has no place between blocks.
        cancellation.ThrowIfCancellationRequested();
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        WritePrefix(state.Latents);
        var timestep = full(
            [_noise.size(0)],
            _scheduler.Timesteps[state.Step],
            ScalarType.Float32,
            _transformer.Device
        ); // (B)
        // (B, 16, T, h, w)
        var prediction = _guidance.Predict(branch => Predict(branch, state, timestep, cancellation));
        observer?.Observe("noise_pred", prediction);
        state.Advance(_scheduler.Step(prediction, state.Step, state.Latents));
        FiniteValues.Require(state.Latents, $"The latents after step {state.Step} of {_scheduler.Steps}");
        observer?.Observe("latents", state.Latents);
        return new DenoiseProgress(
            state.Step,
            _scheduler.Steps,
            [.. state.Caches.Where(pair => !pair.Value.ComputedLast).Select(pair => pair.Key)]
        );
    }

    /// <summary>The segment's clean latents (B, 16, T, h, w) in float32, its prefix exactly as given.</summary>
    public Tensor Finish(DenoiseState state)
    {
        var latents = state.Latents.clone();
        WritePrefix(latents);
        return latents;
    }

    private Tensor Predict(GuidanceBranch branch, DenoiseState state, Tensor timestep, CancellationToken cancellation)
    {
        var context = new ForwardContext
        {
            Cancellation = cancellation,
            Reuse = state.Caches.TryGetValue(branch, out var cache) ? _teaCache!.At(state.Step, cache) : null,
        };
        using var prediction = _transformer.Forward(
            state.Latents,
            _reference,
            timestep,
            _conditions.Text(branch),
            _conditions.Audio(branch),
            context
        );
        return prediction.to(ScalarType.Float32); // (B, 16, T, h, w)
    }

    private void WritePrefix(Tensor latents)
    {
        using var beginning = latents.narrow(2, 0, _prefix.size(2)); // (B, 16, P, h, w)
        beginning.copy_(_prefix);
    }

    private static void CheckShapes(DenoiseInputs inputs)
    {
        var (noise, prefix) = (inputs.Noise.shape, inputs.PrefixLatents.shape);
        if (
            noise.Length != 5
            || prefix.Length != 5
            || prefix[2] > noise[2]
            || prefix.Where((size, axis) => axis != 2 && size != noise[axis]).Any()
        )
            throw new BadInputException(
                $"Prefix latents of shape ({string.Join(", ", prefix)}) do not fit latents of shape "
                    + $"({string.Join(", ", noise)})."
            );
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _noise.Dispose();
        _prefix.Dispose();
        _reference.Dispose();
        _conditions.Dispose();
    }
}
