using OmniAvatar.Artifacts;
using OmniAvatar.Diffusion.Autoencoders.Tiles;
using OmniAvatar.Diffusion.Guidance;
using OmniAvatar.Diffusion.Pictures;
using OmniAvatar.Diffusion.Pipelines.Checkpoints;
using OmniAvatar.Diffusion.Pipelines.Denoising;
using OmniAvatar.Diffusion.Pipelines.Handoffs;
using OmniAvatar.Diffusion.Schedulers;
using OmniAvatar.Finishing;
using OmniAvatar.Planning;
using OmniAvatar.Rendering;
using OmniAvatar.Requests;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines;

/// <summary>One denoising window: from speech, prefix and noise to a fragment of video and the next window's
/// prefix.</summary>
internal sealed class SegmentStage(
    LazyModel model,
    NumericClass numericClass,
    SegmentAudioFeatures speech,
    IFragmentEncoder fragments
)
{
    private const string LatentsKey = "latents";

    public RenderOutput Run(RenderTask task, IRenderSession session)
    {
        if (!model.IsLoaded)
            session.Report(new RenderProgress(RenderPhase.Load, 0, 0));
        var segment = task.Plan.Shots[task.Work.Shot].Segments[task.Work.Segment];
        model.Transformer(session.Stopping);
        model.Autoencoder(session.Stopping);
        model.AudioEncoder(session.Stopping);

        using var scope = NewDisposeScope();
        var latents = Denoise(task, segment, session); // (1, 16, T, h, w)
        return Decode(task, segment, latents, session);
    }

    private Tensor Denoise(RenderTask task, SegmentPlan segment, IRenderSession session)
    {
        var request = task.Request;
        session.Report(new RenderProgress(RenderPhase.Condition, 0, 0));
        using var scope = NewDisposeScope();
        var inputs = Inputs(task, segment, session.Stopping);
        var denoiser = new Denoiser(
            model.Transformer(session.Stopping),
            new FlowMatchScheduler(request.Steps),
            ClassifierFreeGuidance.For(request.TextGuidanceScale, request.AudioGuidanceScale),
            TeaCacheOf(request)
        );
        using var run = denoiser.Begin(inputs);
        var label = new Lazy<CheckpointLabel>(() => CheckpointLabel.Of(numericClass, task.Work, request, inputs));
        return Denoise(run, label, request.Steps, session).MoveToOuterDisposeScope();
    }

    /// <summary>All steps that are left, with a checkpoint whenever one is due.</summary>
    private static Tensor Denoise(DenoiseRun run, Lazy<CheckpointLabel> label, int steps, IRenderSession session)
    {
        using var state = session.Resume(path => DenoiseCheckpoint.Open(path, label.Value, run)) ?? run.Start();
        session.Report(new RenderProgress(RenderPhase.Denoise, state.Step, steps));
        while (!run.IsFinished(state))
        {
            run.Advance(state, cancellation: session.Stopping);
            session.Report(new RenderProgress(RenderPhase.Denoise, state.Step, steps));
            if (session.IsCheckpointDue)
                session.Keep(new DenoiseCheckpoint(state, label.Value));
        }
        session.Stopping.ThrowIfCancellationRequested();
        return run.Finish(state);
    }

    private DenoiseInputs Inputs(RenderTask task, SegmentPlan segment, CancellationToken cancellation)
    {
        var speaker = task.Plan.Shots[segment.Shot].Speaker;
        var prompt = TensorFiles.ReadAll(task.Conditioning[PartRoles.Of(PartRoles.Prompt, speaker)]);
        // (1, 16, 1, h, w)
        var reference = TensorFiles.Read(task.Conditioning[PartRoles.Of(PartRoles.Reference, speaker)], LatentsKey);
        // (1, 16, P, h, w)
        var prefix = segment.Index == 0 ? reference : TensorFiles.Read(task.Predecessor[PartRoles.Prefix], LatentsKey);
        var shape = reference.shape;
        return new DenoiseInputs(
            Noise: SegmentNoise.Draw(
                task.Request.Seed,
                segment.Shot,
                segment.Index,
                shape[1],
                task.Plan.LatentFramesPerSegment,
                shape[3],
                shape[4]
            ),
            PrefixLatents: prefix,
            Reference: ReferenceCondition.Build(
                reference,
                task.Plan.LatentFramesPerSegment,
                segment.PrefixLatentFrames
            ),
            Audio: speech.Hear(task, segment.Audio, cancellation),
            PositiveText: prompt["positive"],
            NegativeText: prompt["negative"]
        );
    }

    private TeaCacheOptions? TeaCacheOf(RenderRequest request) =>
        request.TeaCacheThreshold is { } threshold
            ? TeaCacheOptions.For(
                model.Folder.Defaults.CoefficientsFor(model.Transformer(CancellationToken.None).Config.Dim),
                threshold
            )
            : null;

    private RenderOutput Decode(RenderTask task, SegmentPlan segment, Tensor latents, IRenderSession session)
    {
        session.Report(new RenderProgress(RenderPhase.Decode, 0, 0));
        var isLast = segment.Index == task.Plan.Shots[segment.Shot].Segments.Count - 1;
        var handoff = Handoff.For(
            task.Request.Handoff,
            task.Request.OverlapFrames,
            Tiling.ForEncoding,
            Tiling.ForDecoding
        );
        var state = task.Predecessor.TryGetValue(PartRoles.DecoderState, out var path)
            ? TensorFiles.ReadAll(path)
            : null;
        using var decoding = handoff.Decode(model.Autoencoder(session.Stopping), latents, state);

        var parts = new Dictionary<string, string>();
        var hash = WriteFragments(task, segment, decoding, parts, stopWhenShown: isLast, session.Stopping);
        session.Report(new RenderProgress(RenderPhase.Encode, 0, 0));
        if (!isLast)
            Continue(task, decoding, parts, session.Stopping);
        return new RenderOutput(parts, segment.ShownFrames, hash);
    }

    /// <summary>Writes the shown frames, and those after them that a crossfade needs, each to a file of its
    /// own.</summary>
    /// <returns>The hash of the shown frames.</returns>
    private string WriteFragments(
        RenderTask task,
        SegmentPlan segment,
        SegmentDecoding decoding,
        Dictionary<string, string> parts,
        bool stopWhenShown,
        CancellationToken cancellation
    )
    {
        var place = task.Plan.FirstFrameOf(segment);
        using var shown = Begin(PartRoles.Fragment, segment.FirstShownFrame, place, segment.ShownFrames);
        using var tail =
            segment.TailFrames > 0
                ? Begin(
                    PartRoles.Tail,
                    segment.FirstShownFrame + segment.ShownFrames,
                    place + segment.ShownFrames,
                    segment.TailFrames
                )
                : null;
        foreach (var chunk in decoding.Frames(cancellation)) // (1, 3, 1 or 4, H, W)
        {
            using var frames = chunk;
            shown.Add(frames);
            tail?.Add(frames);
            if (stopWhenShown && shown.IsComplete && tail is not { IsComplete: false })
                break;
        }
        tail?.Finish();
        return shown.Finish();

        ShownFrames Begin(string role, int first, int place, int count)
        {
            var drawn = DrawnText.Within(task.Request.BurntCaptions, task.Request.Mark, place, count);
            parts[role] = Path.Combine(task.OutputFolder, $"{role}.mp4");
            return new ShownFrames(
                fragments.Begin(
                    parts[role],
                    task.Request.Width,
                    task.Request.Height,
                    task.Request.FramesPerSecond,
                    drawn
                ),
                first,
                count
            );
        }
    }

    /// <summary>Leaves the next segment its beginning.</summary>
    private static void Continue(
        RenderTask task,
        SegmentDecoding decoding,
        Dictionary<string, string> parts,
        CancellationToken cancellation
    )
    {
        using var continuation = decoding.Continue(cancellation);
        parts[PartRoles.Prefix] = TensorFiles.Write(
            task.OutputFolder,
            PartRoles.Prefix,
            new Dictionary<string, Tensor> { [LatentsKey] = continuation.PrefixLatents }
        );
        if (continuation.DecoderState.Count > 0)
            parts[PartRoles.DecoderState] = TensorFiles.Write(
                task.OutputFolder,
                PartRoles.DecoderState,
                continuation.DecoderState
            );
    }
}
