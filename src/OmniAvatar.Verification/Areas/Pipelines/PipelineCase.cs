using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Guidance;
using OmniAvatar.Diffusion.Observation;
using OmniAvatar.Diffusion.Pictures;
using OmniAvatar.Diffusion.Pipelines.Denoising;
using OmniAvatar.Diffusion.Pipelines.Handoffs;
using OmniAvatar.Diffusion.Schedulers;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using static OmniAvatar.Verification.GoldenRun;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Areas.Pipelines;

/// <summary>One run of the pipeline with one guidance. Only the text embeddings and the noise are given.</summary>
internal sealed class PipelineCase(
    CaseChecks checks,
    GoldenModels models,
    PipelineSettings settings,
    string run,
    double audioScale
)
{
    private readonly GoldenTensors _video = checks.Tensors(TensorFile(PipelineArea.VideoFile(run)));

    public void Check(string picturePath, string soundPath)
    {
        var speech = EncodeSpeech(soundPath);
        var clip = PicturePreparation.ToClip(PictureFile.Read(picturePath), settings.Size);
        var reference = models.Autoencoder().Encode(clip, settings.EncodingTiles, cancellation: checks.Cancellation);
        var (positive, negative) = (_video.Read("input.context_positive"), _video.Read("input.context_negative"));

        var (prefix, shown) = (reference, new List<Tensor>());
        foreach (var segment in settings.Plan.Shots[0].Segments)
        {
            var window = new Window(
                segment,
                checks.Tensors(TensorFile(PipelineArea.WindowFile(run, segment.Index)), $"window{segment.Index}.")
            );
            if (window.File.Has("vae_encoder_input"))
                window.File.Within("vae_encoder_input", clip, Limits.Picture);
            window.Near("vae_encoder_output", prefix, segment.Index == 0 ? Limits.Network : window.Limit);
            var latents = Denoise(window, prefix, reference, speech, positive, negative);
            (var frames, prefix) = Decode(window, latents);
            shown.Add(frames.narrow(1, segment.FirstShownFrame, segment.ShownFrames));
        }
        // (B, frames, 3, H, W) in [0, 1]; cut to whole numbers as the reference does.
        _video.Bytes("output.video_uint8", cat(shown, dim: 1).mul(255).to(ScalarType.Byte), Limits.VideoBytes);
    }

    /// <summary>All runs are given the same embeddings and noise.</summary>
    public static void CheckSharedInputs(CaseChecks checks, PipelineSettings settings, string first, string other)
    {
        foreach (var name in new[] { "input.context_positive", "input.context_negative" })
            CheckShared(checks, PipelineArea.VideoFile(first), PipelineArea.VideoFile(other), name, name);
        for (var window = 0; window < settings.Plan.SegmentCount(); window++)
            CheckShared(
                checks,
                PipelineArea.WindowFile(first, window),
                PipelineArea.WindowFile(other, window),
                "noise",
                $"window{window}.noise"
            );
    }

    private static void CheckShared(CaseChecks checks, string first, string other, string name, string label)
    {
        using var expected = checks.Tensors(TensorFile(first)).Read(name);
        using var actual = checks.Tensors(TensorFile(other)).Read(name);
        checks.Add(TensorComparison.Exact($"{label}.shared", expected, actual));
    }

    /// <summary>Features of the whole padded speech, (rows, width).</summary>
    private Tensor EncodeSpeech(string soundPath)
    {
        var (samples, _) = WaveFile.Read(soundPath);
        _video.Exact("input.audio_samples_float", samples);
        var normalised = Waveform.Normalise(samples);
        _video.Near("input.audio_normalised", normalised, Limits.Network);
        var rows = settings.Plan.PaddedAudioFrames;
        return models.AudioEncoder().forward(Waveform.PadToRows(normalised, rows).unsqueeze(0), rows).squeeze(0);
    }

    private Tensor Denoise(
        Window window,
        Tensor prefix,
        Tensor reference,
        Tensor speech,
        Tensor positive,
        Tensor negative
    )
    {
        var noise = window.File.Read("noise");
        var condition = ReferenceCondition.Build(
            reference,
            settings.Plan.LatentFramesPerSegment,
            window.Segment.PrefixLatentFrames
        );
        var audio = AudioRowsOf(speech, window.Segment.Audio);
        window.Near(
            "lat",
            PadWithZeros(prefix, settings.Plan.LatentFramesPerSegment),
            window.Segment.Index == 0 ? Limits.Network : window.Limit
        );
        if (window.File.Has("y"))
            window.Near("y", condition, Limits.Network);
        if (window.File.Has("audio_emb"))
            window.Near("audio_emb", audio, Limits.Network);

        using var observer = new RecordingObserver();
        var denoiser = new Denoiser(
            models.Transformer(adapted: true),
            new FlowMatchScheduler(settings.Steps, settings.Schedule),
            ClassifierFreeGuidance.For(settings.Guidance, audioScale)
        );
        var latents = denoiser.Denoise(
            new DenoiseInputs(noise, prefix, condition, audio, positive, negative),
            observer: observer,
            cancellation: checks.Cancellation
        );
        window.Near("noise_pred_steps", Stacked(observer, "noise_pred"), window.Limit);
        window.Near("latents_after_each_step", Stacked(observer, "latents"), window.Limit);
        window.Near("final_latents", latents, window.Limit);
        return latents;
    }

    /// <summary>The window's frames (B, frames, 3, H, W) in [0, 1], and the prefix latents of the next.</summary>
    private (Tensor Frames, Tensor Prefix) Decode(Window window, Tensor latents)
    {
        var handoff = Handoff.For(
            HandoffMode.Reencode,
            settings.OverlapFrames,
            settings.EncodingTiles,
            settings.DecodingTiles
        );
        using var decoding = handoff.Decode(models.Autoencoder(), latents);
        var frames = cat([.. decoding.Frames(checks.Cancellation)], dim: 2).transpose(1, 2).add(1).div(2);
        if (window.File.Has("frames"))
            window.Near("frames", frames, window.Limit);
        return (frames, decoding.Continue(checks.Cancellation).PrefixLatents);
    }

    private static Tensor AudioRowsOf(Tensor speech, AudioRows rows)
    {
        var silence = zeros([rows.LeadingZeroRows, speech.shape[1]]);
        return cat([silence, speech.narrow(0, rows.Start, rows.End - rows.Start)]).unsqueeze(0);
    }

    private static Tensor PadWithZeros(Tensor latents, long frames) =>
        nn.functional.pad(latents, [0, 0, 0, 0, 0, frames - latents.shape[2]]);

    private static Tensor Stacked(RecordingObserver observer, string name) =>
        stack([.. observer.Values.Where(seen => seen.Key == name).Select(seen => seen.Value)]);

    private sealed record Window(SegmentPlan Segment, GoldenTensors File)
    {
        public double Limit => Limits.PipelineWindow(Segment.Index);

        public void Near(string name, Tensor actual, double limit) => File.Near(name, actual, limit);
    }
}
