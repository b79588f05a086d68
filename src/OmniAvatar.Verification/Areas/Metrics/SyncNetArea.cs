using OmniAvatar.Diffusion.Observation;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Evaluation.LipSync;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using static OmniAvatar.Verification.GoldenRun;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Areas.Metrics;

/// <summary>SyncNet: its embeddings, the coefficients that it hears, and the scores of a clip.</summary>
public sealed class SyncNetArea : IGoldenArea
{
    private const string Weights = "weights";
    private const string Features = "features";
    private const string Evaluate = "evaluate";
    private const string Scoring = "scoring";
    private const string Coefficients = "mfcc";
    private const string Speech = "speech";
    private const string SignalEnding = ".input.signal";

    /// <inheritdoc/>
    public string Name => "syncnet";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(GoldenRun run)
    {
        var config = run.Config(Name);
        return
        [
            new(Weights, [TensorFile(Weights)], checks => CheckWeights(checks, config)),
            new(Coefficients, [TensorFile(Coefficients)], checks => CheckCoefficients(checks, config[Coefficients])),
            new(Features, [TensorFile(Features)], checks => CheckFeatures(checks, run, config)),
            new(Evaluate, [TensorFile(Evaluate)], checks => CheckClip(checks, run, config)),
            new(Scoring, [TensorFile(Scoring)], checks => CheckScoring(checks, config["scoring_cases"])),
        ];
    }

    private static void CheckWeights(CaseChecks checks, GoldenJson config)
    {
        using var network = SyncNetFile.Load(checks.PathOf(TensorFile(Weights)));
        checks.Finite("weights.not_finite", network);
        checks.Same("embedding", config["embedding"].Integer(), (int)network.state_dict()["netfclip.3.bias"].shape[0]);
        checks.Same("real_embedding", config["real_embedding"].Integer(), (int)SyncNetWidths.Published.Embedding);
    }

    private static void CheckCoefficients(CaseChecks checks, GoldenJson config)
    {
        CheckSettings(checks, config);
        var file = checks.Tensors(TensorFile(Coefficients));
        file.Near("filterbank", MelFilters.Create(), EvaluationLimits.Mfcc);
        foreach (
            var name in file
                .Names.Where(name => name.EndsWith(SignalEnding, StringComparison.Ordinal))
                .Select(name => name[..^SignalEnding.Length])
                .ToList()
        )
        {
            using var observer = new RecordingObserver();
            var coefficients = Mfcc.Compute(file.Read(name + SignalEnding), observer);
            foreach (var (tap, value) in observer.Values.Where(seen => file.Has($"{name}.tap.{seen.Key}")))
                file.Near($"{name}.tap.{tap}", value, EvaluationLimits.Mfcc);
            file.Near($"{name}.output.mfcc", coefficients, EvaluationLimits.Mfcc);
            if (file.Has($"{name}.window_for_frame_2"))
                file.Near(
                    $"{name}.window_for_frame_2",
                    AudioWindows.Cut(coefficients, 3).narrow(0, 2, 1),
                    EvaluationLimits.SyncNet
                );
        }
    }

    private static void CheckSettings(CaseChecks checks, GoldenJson config)
    {
        checks.Same("samplerate", config["samplerate"].Integer(), Mfcc.SampleRate);
        checks.Same("winlen", config["winlen"].Number(), (double)Mfcc.FrameLength / Mfcc.SampleRate);
        checks.Same("winstep", config["winstep"].Number(), (double)Mfcc.FrameStep / Mfcc.SampleRate);
        checks.Same("numcep", config["numcep"].Integer(), Mfcc.Coefficients);
        checks.Same("nfilt", config["nfilt"].Integer(), Mfcc.Filters);
        checks.Same("nfft", config["nfft"].Integer(), Mfcc.TransformLength);
        checks.Same("preemph", config["preemph"].Number(), Mfcc.PreEmphasis);
        checks.Same("ceplifter", config["ceplifter"].Integer(), Mfcc.Lifter);
    }

    private static void CheckFeatures(CaseChecks checks, GoldenRun run, GoldenJson config)
    {
        using var network = Network(run);
        var (file, clip) = (
            checks.Tensors(TensorFile(Features)),
            Clip(OpenOf(run, Evaluate).Read("input.frames_small"), config)
        );
        using var observer = new RecordingObserver();
        var lip = network.EmbedLip(Window(clip, 0), observer);
        var audio = network.EmbedAudio(file.Read("input.mfcc_window"), observer);
        foreach (var (name, value) in observer.Values)
            CheckTap(file, name, value);
        var last = observer.Values.Last(seen => seen.Key.StartsWith("lip.", StringComparison.Ordinal)).Value;
        file.Near("output.lip_features_512", last.flatten(1), EvaluationLimits.SyncNet);
        file.Near("output.lip", lip, EvaluationLimits.SyncNet);
        file.Near("output.audio", audio, EvaluationLimits.SyncNet);
        file.Near(
            "output.lip_batch",
            network.EmbedLip(cat([Window(clip, 2), Window(clip, 9)])),
            EvaluationLimits.SyncNet
        );
        file.Near(
            "output.audio_batch",
            network.EmbedAudio(file.Read("input.mfcc_windows_batch")),
            EvaluationLimits.SyncNet
        );
    }

    private static void CheckTap(GoldenTensors file, string name, Tensor value)
    {
        if (file.Has($"tap.{name}"))
            file.Near($"tap.{name}", value, EvaluationLimits.SyncNet);
        var thinned = $"tap.{name}_every_9th_pixel";
        if (file.Has(thinned))
            file.Near(
                thinned,
                value[TensorIndex.Ellipsis, TensorIndex.Slice(step: 9), TensorIndex.Slice(step: 9)],
                EvaluationLimits.SyncNet
            );
    }

    private static void CheckClip(CaseChecks checks, GoldenRun run, GoldenJson config)
    {
        using var network = Network(run);
        var (file, shift) = (checks.Tensors(TensorFile(Evaluate)), config["vshift"].Integer());
        var clip = Clip(file.Read("input.frames_small"), config);
        using var session = new SyncNetSession(network);
        for (var frame = 0L; frame < clip.shape[2]; frame++)
            session.Add(clip[0].select(1, frame));
        var (lip, audio) = session.Embeddings(OpenOf(run, Coefficients).Read(Speech + SignalEnding));
        file.Near("output.lip_features", lip, EvaluationLimits.SyncNet);
        file.Near("output.audio_features", audio, EvaluationLimits.SyncNet);
        var distances = LipSyncScoring.Distances(lip, audio, shift);
        file.Near("output.distances", distances, EvaluationLimits.Distance);
        CheckScore(file, "output.", LipSyncScoring.Score(distances), EvaluationLimits.Distance);
    }

    private static void CheckScoring(CaseChecks checks, GoldenJson cases)
    {
        var file = checks.Tensors(TensorFile(Scoring));
        foreach (var (name, settings) in cases.Fields)
        {
            var (lip, audio) = (file.Read($"{name}.input.lip_features"), file.Read($"{name}.input.audio_features"));
            var shift = (int)file.Read($"{name}.input.vshift").item<long>();
            checks.Same($"{name}.vshift", settings["vshift"].Integer(), shift);
            checks.Same($"{name}.frames", settings["frames"].Integer(), (int)lip.shape[0]);
            var distances = LipSyncScoring.Distances(lip, audio, shift);
            var score = LipSyncScoring.Score(distances);
            if (!settings["shift"].IsNull)
                checks.Same($"{name}.shift", settings["shift"].Integer(), score.Offset);
            file.Near($"{name}.distances", distances, EvaluationLimits.DistanceOfGiven);
            CheckScore(file, $"{name}.", score, EvaluationLimits.DistanceOfGiven);
            file.Near(
                $"{name}.frame_confidence",
                tensor(score.FrameConfidences.ToArray()),
                EvaluationLimits.DistanceOfGiven
            );
            file.Near(
                $"{name}.frame_confidence_median_filtered",
                tensor(score.SmoothFrameConfidences.ToArray()),
                EvaluationLimits.DistanceOfGiven
            );
        }
    }

    private static void CheckScore(GoldenTensors file, string prefix, LipSyncScore score, double limit)
    {
        file.Near($"{prefix}mean_distance", tensor(score.MeanDistances.ToArray()), limit);
        file.Near($"{prefix}min_distance", tensor(new[] { score.Distance }), limit);
        file.Near($"{prefix}confidence", tensor(new[] { score.Confidence }), limit);
        file.Exact($"{prefix}offset", tensor(new[] { (long)score.Offset }));
    }

    private static SyncNet Network(GoldenRun run) =>
        SyncNetFile.Load(run.Files.PathOf($"syncnet/{TensorFile(Weights)}"));

    /// <summary>Another case's file, read by this one too.</summary>
    private static SafetensorsFile OpenOf(GoldenRun run, string name) =>
        SafetensorsFile.Open(run.Files.PathOf($"syncnet/{TensorFile(name)}"));

    /// <summary>(1, 3, T, 16, 16) to (1, 3, T, 224, 224), each pixel repeated.</summary>
    private static Tensor Clip(Tensor small, GoldenJson config)
    {
        var times = config["frames_repeat"].Integer();
        return small.repeat_interleave(times, 3).repeat_interleave(times, 4);
    }

    private static Tensor Window(Tensor clip, long first) => clip.narrow(2, first, SyncNet.WindowFrames);
}
