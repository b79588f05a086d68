using System.Globalization;
using OmniAvatar.Planning;
using OmniAvatar.Verification.Files;
using static OmniAvatar.Verification.GoldenRun;

namespace OmniAvatar.Verification.Areas.Pipelines;

/// <summary>From a picture and speech to the final frames, window after window, each from our own results for the one
/// before.</summary>
public sealed class PipelineArea : IGoldenArea
{
    private const string PictureFileName = "image.png";
    private const string SoundFileName = "audio.wav";

    /// <inheritdoc/>
    public string Name => "pipeline";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(GoldenRun run)
    {
        var config = run.Config(Name);
        var runs = config["runs"].Fields.ToList();
        var settings = PipelineSettings.Read(config);
        return
        [
            new("inputs", [PictureFileName, SoundFileName], checks => CheckInputs(checks, run, config, settings)),
            .. runs.Select(golden => new GoldenCase(
                golden.Key,
                FilesOf(golden.Key, settings),
                checks =>
                {
                    var scale = golden.Value["audio_scale"];
                    var segments = new PipelineCase(
                        checks,
                        run.Models,
                        settings,
                        golden.Key,
                        scale.IsNull ? settings.Guidance : scale.Number()
                    );
                    segments.Check(PathOf(run, PictureFileName), PathOf(run, SoundFileName));
                    if (golden.Key != runs[0].Key)
                        PipelineCase.CheckSharedInputs(checks, settings, runs[0].Key, golden.Key);
                }
            )),
        ];
    }

    private string PathOf(GoldenRun run, string file) => run.Files.PathOf($"{Name}/{file}");

    private static List<string> FilesOf(string run, PipelineSettings settings) =>
        [
            .. Enumerable.Range(0, settings.Plan.SegmentCount()).Select(i => TensorFile(WindowFile(run, i))),
            TensorFile(VideoFile(run)),
        ];

    /// <summary>The file of a run's final video.</summary>
    internal static string VideoFile(string run) => $"{run}_video";

    /// <summary>The file of one window of a run.</summary>
    internal static string WindowFile(string run, int window) => $"{run}_window{window}";

    /// <summary>What the configuration says a second time: sizes, lengths, and the weights that the other areas
    /// have.</summary>
    private static void CheckInputs(CaseChecks checks, GoldenRun run, GoldenJson config, PipelineSettings settings)
    {
        using var picture = PictureFile.Read(checks.PathOf(PictureFileName));
        checks.SameList(
            "image_size_w_h",
            config["image_size_w_h"].Integers(),
            [(int)picture.shape[1], (int)picture.shape[0]]
        );
        var (samples, rate) = WaveFile.Read(checks.PathOf(SoundFileName));
        checks.Same("audio.wav.rate", SpeechFrames.SampleRate, rate);
        checks.Same("audio_samples", settings.AudioSamples, samples.numel());

        checks.Same("window_frames", config["window_frames"].Integer(), settings.Plan.FramesPerSegment);
        checks.Same("latent_frames", config["latent_frames"].Integer(), settings.Plan.LatentFramesPerSegment);
        checks.Same("audio_frames", config["audio_frames"].Integer(), settings.Plan.AudioFrames);
        checks.Same("final_frames", config["final_frames"].Integer(), settings.Plan.TotalFrames);

        var adapter = run.Models.Adapter;
        checks.Same(
            "weights.dit",
            config["weights"]["dit"].Text(),
            string.Create(
                CultureInfo.InvariantCulture,
                $"../dit/weights.safetensors + ../dit/lora.safetensors (r {adapter.Rank}, alpha {adapter.Alpha})"
            )
        );
        checks.Same("weights.vae", config["weights"]["vae"].Text(), "../vae/weights.safetensors");
        checks.Same("weights.wav2vec", config["weights"]["wav2vec"].Text(), "../wav2vec/weights.safetensors");
        checks.Same("tea_cache", config["tea_cache"].Flag(), false);
    }
}
