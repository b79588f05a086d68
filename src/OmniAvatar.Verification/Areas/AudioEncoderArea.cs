using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Observation;
using OmniAvatar.Planning;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using static OmniAvatar.Verification.GoldenRun;

namespace OmniAvatar.Verification.Areas;

/// <summary>wav2vec2: normalisation, and one row of hidden states per video frame.</summary>
public sealed class AudioEncoderArea : IGoldenArea
{
    private const string Weights = "weights";
    private const string EdgeCases = "normalise_edge";
    private const string InputPrefix = "input.";

    /// <inheritdoc/>
    public string Name => "wav2vec";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(GoldenRun run)
    {
        var config = run.Config(Name);
        return
        [
            new("weights", [TensorFile(Weights)], checks => CheckWeights(checks, run, config)),
            new(EdgeCases, [TensorFile(EdgeCases)], CheckNormalisation),
            .. config["cases"]
                .Items.Select(golden =>
                {
                    var name = $"case_{golden["name"].Text()}";
                    return new GoldenCase(
                        name,
                        [TensorFile(name)],
                        checks => CheckEncode(checks, run, config, golden, checks.Tensors(TensorFile(name)))
                    );
                }),
        ];
    }

    private static void CheckWeights(CaseChecks checks, GoldenRun run, GoldenJson config)
    {
        checks.PathOf(TensorFile(Weights));
        var model = run.Models.AudioEncoder();
        checks.Same("audio_embedding_dim", config["audio_embedding_dim"].Integer(), model.Config.FeatureWidth);
        checks.Same("sample_rate", config["sample_rate"].Integer(), SpeechFrames.SampleRate);
        checks.Finite("weights.not_finite", model);
    }

    private static void CheckNormalisation(CaseChecks checks)
    {
        var file = checks.Tensors(TensorFile(EdgeCases));
        foreach (var input in file.Names.Where(name => name.StartsWith(InputPrefix, StringComparison.Ordinal)).ToList())
        {
            using var normalised = Waveform.Normalise(file.Read(input));
            file.Near($"output.{input[InputPrefix.Length..]}", normalised, Limits.Network);
        }
    }

    private static void CheckEncode(
        CaseChecks checks,
        GoldenRun run,
        GoldenJson config,
        GoldenJson golden,
        GoldenTensors file
    )
    {
        var (model, rows) = (run.Models.AudioEncoder(), golden["seq_len"].Integer());
        using var audio = file.Read("input.audio");
        var samples = audio.numel();
        checks.Same("samples", golden["samples"].Long(), samples);
        checks.Same(
            "audio_len_frames",
            golden["audio_len_frames"].Integer(),
            (int)SpeechFrames.Count(samples, config["fps"].Integer())
        );
        checks.Same(
            "padded_samples",
            golden["padded_samples"].Long(),
            SpeechFrames.PaddedSamples(rows, config["fps"].Integer())
        );

        using var padded = Waveform.PadToRows(Waveform.Normalise(audio), rows).unsqueeze(0);
        file.Near("input.input_values_padded", padded, Limits.Network);
        using var observer = new RecordingObserver();
        using var embeddings = model.Encode(file.Read("input.input_values_padded"), rows, observer);
        Taps.Check(file, observer, "tap.");
        using var last = embeddings.narrow(-1, 0, model.Config.Width);
        file.Near("output.last_hidden_state", last, Limits.Network);
        file.Near("output.audio_embeddings", embeddings, Limits.Network);
    }
}
