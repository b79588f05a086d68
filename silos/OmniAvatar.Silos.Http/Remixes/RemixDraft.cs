using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Identity;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Silos.Http.Remixes;

/// <summary>A video that differs from another in some shots, not saved anywhere yet.</summary>
/// <param name="Job">The new job.</param>
/// <param name="Before">The video that is remixed.</param>
/// <param name="Request">The new request.</param>
/// <param name="Plan">The new plan, cut as the other.</param>
/// <param name="Again">The shots that are made again, from 0.</param>
/// <param name="Bytes">What is taken over, in the store.</param>
/// <param name="PicturePath">Another picture on the scratch disk, or null.</param>
/// <param name="Webhook">Who is told of it, or null.</param>
internal sealed record RemixDraft(
    JobId Job,
    JobIndexEntry Before,
    RenderRequest Request,
    RenderPlan Plan,
    IReadOnlySet<int> Again,
    long Bytes,
    string? PicturePath,
    JobWebhook? Webhook
)
{
    /// <summary>The shots that are taken over.</summary>
    public IEnumerable<ShotPlan> Kept => Plan.Shots.Where(shot => !Again.Contains(shot.Shot));

    /// <summary>What is rendered, in token-steps.</summary>
    public double TokenSteps => RenderWork.OfShots(Request, Plan, Again);

    public JobTerms Terms(double gpuSeconds, bool keepIntermediates, TimeSpan retainFor) =>
        new()
        {
            Model = Request.ModelManifest,
            KeepIntermediates = keepIntermediates,
            RetainFor = retainFor,
            GpuSeconds = gpuSeconds,
            Bytes = Bytes,
            Webhook = Webhook,
            Summary = JobSummary.Of(Before.Summary?.ModelName ?? "", Request, Plan) with
            {
                Prompt = Request.Speakers[Plan.Shots[0].Speaker].Prompt,
                RemixedFrom = Before.Job.Job,
            },
        };

    /// <summary>Puts everything that the job begins with into the store. Every step may be repeated.</summary>
    public async Task PutAsync(IArtifactStore store, CancellationToken cancellation)
    {
        var taken = new TakenShots(store, Before.Job, Job);
        await taken.CopyInputsAsync(cancellation);
        if (PicturePath is not null)
            await store.PutFileAsync(
                "picture",
                JobArtifacts.Picture(Job, Request.Speakers.Count - 1),
                PicturePath,
                cancellation
            );
        await taken.CopyShotsAsync(Kept, cancellation);
        var finish = await JobDocuments.FinishAsync(store, Before.Job, cancellation);
        await JobDocuments.WriteAsync(store, Job, Request, Plan, cancellation, finish);
    }
}
