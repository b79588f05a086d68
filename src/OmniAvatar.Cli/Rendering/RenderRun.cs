using OmniAvatar.Artifacts;
using OmniAvatar.Cli.Plans;
using OmniAvatar.Cli.Progress;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Finishing;
using OmniAvatar.Media;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Storage;

namespace OmniAvatar.Cli.Rendering;

/// <summary>
/// One run of <c>render</c>:
/// <code>
/// 0  output's name               what must not or cannot be written ends here
/// 1  model folder, inputs        bad input ends here
/// 2  request, plan, job name     wrong numbers end here
/// 3  output folder, job's lock   what cannot be written, or is being rendered, ends here
/// 4  finished before?            then only the file is put in place, joined anew with what is new
/// 5  embedded cluster            conditioning, segments, assembly; resumes by what is committed
/// 6  file in place               intermediates go
/// </code>
/// </summary>
internal sealed class RenderRun(RenderOptions options, TimeProvider time)
{
    public async Task RunAsync(Action<RenderEvent> show, CancellationToken cancellation)
    {
        // 0
        var output = OutputFile.Check(options.Output, options.NamedInputs());

        // 1
        var model = ModelFolder.Open(options.Model);
        ModelLoader.Check(model, options.Loras, cancellation);
        var data = DataFolder.Open(options.Data);
        using var store = new DirectoryArtifactStore(data.Artifacts);
        var manifest = await ModelIdentity.OfAsync(model, options.Loras, cancellation);
        using var renderer = RendererFactory.Create(model, manifest, options.Device, options.Threads, options.Loras);
        var input = await InputIngest.RunAsync(options.Files, store.NewScratchFolder(), cancellation);
        foreach (var warning in InputWarnings.Of(options, model, input))
            show(new Warned(warning));

        // 2
        var request = RequestBuilder.Build(
            options.Choices,
            model.Defaults,
            manifest,
            input.Facts,
            renderer.NumericClass.Text
        );
        var plan = SegmentPlanner.Plan(request);
        foreach (var warning in PlanWarnings.Of(request, plan))
            show(new Warned(warning));
        var finish = VideoFinish.Of(options.Choices, input.Facts);
        var id = JobName.Of(request, options.AllowMixedClasses);
        var job = new LocalJob(id, request, plan, store, data.StateOf(id));

        // 3
        output.Prepare();
        using var held = JobLock.Take(data.LockOf(id));

        // 4
        var before = await FinishedBeforeAsync(job, output, finish, cancellation);
        if (before.Frames is { } frames)
        {
            var name = ModelIdentity.NameOf(options.Model);
            var video = await Rejoin.RunAsync(job, name, frames, input, finish, cancellation);
            output.Place(await store.FetchAsync(video, cancellation), id.Job);
        }
        else if (!before.IsInPlace)
        {
            // 5
            show(await PlannedAsync(job, cancellation));
            await job.PrepareAsync(input, finish, cancellation);
            var measured = new MeasuredRenderer(renderer, new SpeedRecord(data.Speeds), time);
            var video = await EmbeddedRender.RunAsync(
                job,
                ModelIdentity.NameOf(options.Model),
                measured,
                data.LogOf(id),
                options.Verbose,
                show,
                time,
                cancellation
            );
            // 6
            output.Place(await store.FetchAsync(ArtifactName.Parse(video.Name), cancellation), id.Job);
        }

        if (!options.Keep)
            await job.DropIntermediatesAsync(cancellation);
        show(
            new Done(
                output.Path,
                plan.TotalFrames,
                (double)plan.TotalFrames / request.FramesPerSecond,
                request.Width,
                request.Height,
                model.Settings.HasRandomWeights,
                before.IsInPlace
            )
        );
    }

    /// <summary>Whether the very video is in place, or one of the same frames that is to be joined anew. A job that is
    /// done but whose video is nowhere any more begins anew.</summary>
    private async Task<(bool IsInPlace, string? Frames)> FinishedBeforeAsync(
        LocalJob job,
        OutputFile output,
        VideoFinish? finish,
        CancellationToken cancellation
    )
    {
        if (options.Force)
        {
            await job.ForgetAsync(cancellation);
            return (false, null);
        }

        if (await job.FindVideoAsync(cancellation) is not { } video)
            return (false, null);
        var isSame = await job.HasFinishAsync(finish, cancellation);
        if (output.Holds(video))
            return (isSame, isSame ? null : output.Path);
        if (await job.HasAsync(video, cancellation))
            return (false, isSame ? null : await job.Store.FetchAsync(video, cancellation));
        await job.ForgetAsync(cancellation);
        return (false, null);
    }

    private static async Task<Planned> PlannedAsync(LocalJob job, CancellationToken cancellation) =>
        new(
            job.Id.Job,
            job.Plan.Shots.Count,
            job.Plan.SegmentCount(),
            await job.CountFinishedAsync(cancellation),
            job.Request.Steps,
            job.Plan.TotalFrames,
            job.Request.FramesPerSecond,
            job.Request.Width,
            job.Request.Height
        );
}
