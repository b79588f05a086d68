using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Models.Creation;
using OmniAvatar.Diffusion.Pipelines;
using OmniAvatar.Identity;
using OmniAvatar.Media.Pictures;
using OmniAvatar.Media.Videos;
using OmniAvatar.Planning;
using OmniAvatar.Rendering;
using OmniAvatar.Requests;
using OmniAvatar.Testing;
using TorchSharp;

namespace OmniAvatar.Benchmarks.Renders;

/// <summary>
/// What checkpoints cost: the same segment denoised with them and without in turns, by the real renderer, with
/// TeaCache's tensors in every one. A narrow network makes them large for its speed: they grow with the width, the work
/// with its square and the layers.
/// </summary>
public static class CheckpointsBenchmark
{
    private const string Model = "wide";
    private const int Samples = 3 * 16000;

    /// <summary><c>checkpoints</c> on the command line.</summary>
    public static Command Command()
    {
        var every = new Option<double>("--every")
        {
            Description = "Seconds of work between two checkpoints; slots take 10.",
            DefaultValueFactory = _ => 2,
        };
        var steps = new Option<int>("--steps") { Description = "Denoising steps.", DefaultValueFactory = _ => 12 };
        var pairs = new Option<int>("--pairs")
        {
            Description = "Number of measurements of each.",
            DefaultValueFactory = _ => 3,
        };
        var command = new Command("checkpoints", "Denoising with checkpoints against denoising without.")
        {
            every,
            steps,
            pairs,
        };
        command.SetAction(parsed =>
            Run(TimeSpan.FromSeconds(parsed.GetValue(every)), parsed.GetValue(steps), parsed.GetValue(pairs))
        );
        return command;
    }

    private static int Run(TimeSpan every, int steps, int pairs)
    {
        using var workspace = new TinyWorkspace();
        var tiny = ModelPreset.Tiny;
        ModelCreator.Create(
            workspace.PathOf(Model),
            tiny with
            {
                Transformer = tiny.Transformer with { Dim = 1536, FeedForwardDim = 4096, Heads = 12, Layers = 2 },
            },
            seed: 1
        );
        using var segment = new Segment(workspace, steps);
        segment.Denoise(checkpointEvery: null);

        var without = new List<Measured>();
        var with = new List<Measured>();
        for (var pair = 0; pair < pairs; pair++)
        {
            without.Add(segment.Denoise(checkpointEvery: null));
            with.Add(segment.Denoise(every));
        }
        var kept = with[^1].Kept;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{steps} steps, {kept.Count} checkpoints of {kept.Bytes / 1e6:F1} MB, one every {every.TotalSeconds} s"
            )
        );
        Compare("elapsed", without, with, measured => measured.Seconds);
        Compare("processor", without, with, measured => measured.ProcessorSeconds);
        return 0;
    }

    private static void Compare(
        string name,
        IEnumerable<Measured> without,
        IEnumerable<Measured> with,
        Func<Measured, double> of
    )
    {
        var (plain, checkpointed) = (Statistics.Median(without.Select(of)), Statistics.Median(with.Select(of)));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -10} {plain, 7:F2} s without, {checkpointed, 7:F2} s with: {checkpointed / plain:F3} times"
            )
        );
    }

    private readonly record struct Measured(double Seconds, double ProcessorSeconds, CheckpointCount Kept);

    /// <summary>One segment and all that it is rendered from.</summary>
    private sealed class Segment : IDisposable
    {
        private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

        private readonly TinyWorkspace _workspace;
        private readonly AvatarRenderer _renderer;
        private readonly RenderTask _task;

        public Segment(TinyWorkspace workspace, int steps)
        {
            _workspace = workspace;
            var folder = ModelFolder.Open(workspace.PathOf(Model));
            _renderer = new AvatarRenderer(
                folder,
                Model,
                RendererOptions.For(torch.CPU, 2),
                new PictureReader(),
                new FragmentEncoder()
            );
            var facts = new InputFacts
            {
                Speakers = [new SpeakerFacts("picture", 96, 96, "sound")],
                SpeechSamples = Samples,
            };
            // So low a threshold skips nothing, and the cache is there all the same.
            var choices = new RenderChoices
            {
                Prompts = ["A person speaks"],
                Steps = steps,
                TeaCache = 1e-9,
                MaxTokens = 512,
            };
            var request = RequestBuilder.Build(choices, folder.Defaults, Model, facts, _renderer.NumericClass.Text);
            var job = new JobId("local", "bench");
            _task = new RenderTask(
                WorkId.Conditioning(job),
                request,
                SegmentPlanner.Plan(request),
                [workspace.Picture],
                [WriteSpeech()],
                Nothing,
                Nothing,
                NewFolder()
            );
            using var session = new TimedSession(NewFolder(), null);
            _task = _task with { Work = new WorkId(job, 0, 0), Conditioning = _renderer.Render(_task, session).Parts };
        }

        /// <summary>Seconds from the first step to the last, and what was kept meanwhile.</summary>
        public Measured Denoise(TimeSpan? checkpointEvery)
        {
            using var session = new TimedSession(NewFolder(), checkpointEvery);
            _renderer.Render(_task with { OutputFolder = NewFolder() }, session);
            return new Measured(session.Denoising.TotalSeconds, session.Processor.TotalSeconds, session.Kept);
        }

        public void Dispose() => _renderer.Dispose();

        private string NewFolder() =>
            Directory.CreateDirectory(_workspace.PathOf(Guid.NewGuid().ToString("N"))).FullName;

        private string WriteSpeech()
        {
            var samples = SpeechLikeSamples.Of(Samples / 16000, seed: 1);
            var path = _workspace.PathOf("speech.f32");
            File.WriteAllBytes(path, MemoryMarshal.AsBytes<float>(samples).ToArray());
            return path;
        }
    }
}
