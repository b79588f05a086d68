using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using OmniAvatar.Cli;
using OmniAvatar.Cli.Progress;
using OmniAvatar.Cli.Rendering;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Pipelines;
using OmniAvatar.Media;
using OmniAvatar.Media.Pictures;
using OmniAvatar.Media.Speakers;
using OmniAvatar.Media.Videos;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Storage;
using TorchSharp;

namespace OmniAvatar.Benchmarks.Renders;

/// <summary>Where the time of a render goes, stage by stage: the shipped sample with the tiny model, through the
/// grains, as <c>demo</c> renders it.</summary>
public static class StagesBenchmark
{
    /// <summary><c>stages</c> on the command line.</summary>
    public static Command Command()
    {
        var image = new Option<string>("--image")
        {
            Description = "The picture.",
            DefaultValueFactory = _ => RepositoryFolder.PathOf("samples/presenter.png"),
        };
        var audio = new Option<string>("--audio")
        {
            Description = "The speech.",
            DefaultValueFactory = _ => RepositoryFolder.PathOf("samples/speech.mp3"),
        };
        var model = new Option<string?>("--model") { Description = "A model folder (default: a new tiny one)." };
        var command = new Command("stages", "Time of each stage of a render.") { image, audio, model };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(parsed.GetValue(image)!, parsed.GetValue(audio)!, parsed.GetValue(model), cancellation)
        );
        return command;
    }

    private static async Task<int> RunAsync(string image, string audio, string? model, CancellationToken cancellation)
    {
        using var workspace = new TinyWorkspace();
        var options = new RenderOptions
        {
            Model = model ?? workspace.Model,
            Files = InputFiles.OfOne(image, audio),
            Choices = new RenderChoices { Prompts = ["A presenter looks into the camera and speaks"] },
            Output = workspace.PathOf("video.mp4"),
            Data = workspace.PathOf("data"),
        };
        var watch = Stopwatch.StartNew();
        var clock = new StageClock("read inputs");
        var plan = await RenderAsync(options, clock, cancellation);
        var total = watch.Elapsed;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.TotalFrames} frames in {plan.SegmentCount()} segments: {total.TotalSeconds:F2} s"
            )
        );
        foreach (var (stage, spent) in clock.Stop())
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{stage, -32} {spent.TotalSeconds, 8:F2} s {spent / total, 6:P0}"
                )
            );
        return 0;
    }

    /// <summary>What the command's session does, with a clock at every joint.</summary>
    private static async Task<RenderPlan> RenderAsync(
        RenderOptions options,
        StageClock clock,
        CancellationToken cancellation
    )
    {
        var model = ModelFolder.Open(options.Model);
        ModelLoader.Check(model, cancellation: cancellation);
        var data = DataFolder.Open(options.Data);
        using var store = new DirectoryArtifactStore(data.Artifacts);
        var identity = await ModelIdentity.OfAsync(model, options.Loras, cancellation);
        using var avatar = new AvatarRenderer(
            model,
            identity,
            RendererOptions.For(torch.CPU, model.Defaults.Threads),
            new PictureReader(),
            new TimedFragments(new FragmentEncoder(), clock)
        );
        var renderer = new TimedRenderer(avatar, clock);
        var input = await InputIngest.RunAsync(options.Files, store.NewScratchFolder(), cancellation);
        var request = RequestBuilder.Build(
            options.Choices,
            model.Defaults,
            identity,
            input.Facts,
            renderer.NumericClass.Text
        );
        var plan = SegmentPlanner.Plan(request);
        var id = JobName.Of(request, options.AllowMixedClasses);
        var job = new LocalJob(id, request, plan, store, data.StateOf(id));
        await job.PrepareAsync(input, finish: null, cancellation);

        clock.Enter("start the cluster");
        await EmbeddedRender.RunAsync(
            job,
            ModelIdentity.NameOf(options.Model),
            renderer,
            data.LogOf(id),
            verbose: false,
            JoinWhenDone,
            TimeProvider.System,
            cancellation
        );
        return plan;

        void JoinWhenDone(RenderEvent happened)
        {
            if (happened is SegmentDone done && done.SegmentsDone == done.Segments)
                clock.Enter("join, stop the cluster");
        }
    }
}
