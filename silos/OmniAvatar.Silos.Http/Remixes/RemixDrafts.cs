using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Scripts;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Silos.Http.Submissions;
using OmniAvatar.Silos.Http.Webhooks;

namespace OmniAvatar.Silos.Http.Remixes;

/// <summary>Makes the draft of a received remix.</summary>
internal sealed class RemixDrafts(
    [FromKeyedServices(VideoApi.RequestStore)] IArtifactStore store,
    InputDecoder inputs,
    WebhookAdmission webhooks,
    IOptions<VideoApiOptions> options
)
{
    /// <exception cref="ApiException">A field or the picture cannot be used, or the video is not kept for
    /// remixes.</exception>
    public async Task<RemixDraft> DraftAsync(
        JobId job,
        JobIndexEntry before,
        ReceivedSubmission received,
        CancellationToken cancellation
    )
    {
        var fields = RemixFields.Read(received.Form, options.Value);
        if (before.State is not JobState.Completed)
            throw Refusals.Conflict("video_not_ready", "Only a finished video can be remixed.");
        await webhooks.RequireAsync(job.Tenant, fields.Webhook, cancellation);
        var request = await JobDocuments.RequestAsync(store, before.Job, cancellation);
        var plan = await JobDocuments.PlanAsync(store, before.Job, cancellation);
        var again = (fields.Shots ?? [.. Enumerable.Range(0, plan.Shots.Count)]).ToHashSet();
        var picture = fields.Picture is { } file
            ? await inputs.InspectAsync(before.Job.Tenant, file, received, cancellation)
            : null;
        var remade = Make(request, plan, again, ChoicesOf(fields, picture, job));
        var draft = new RemixDraft(
            job,
            before,
            remade,
            SegmentPlanner.Plan(remade),
            again,
            await BytesAsync(before.Job, cancellation),
            HasNewPicture(request, remade) ? fields.Picture!.Path : null,
            fields.Webhook
        );
        return await new TakenShots(store, before.Job, job).AreThereAsync([.. draft.Kept], cancellation)
            ? draft
            : throw Refusals.Conflict(
                "fragments_expired",
                "This video's shots are no longer kept, so it cannot be remixed; submit it again."
            );
    }

    private static RemakeChoices ChoicesOf(RemixFields fields, PictureFacts? picture, JobId job) =>
        new()
        {
            Prompt = fields.Choices.Prompts is [var prompt] ? prompt : null,
            Picture = picture,
            Seed = fields.DrawsSeed ? DrawnSeed.Of(job) : fields.Choices.Seed,
            Steps = fields.Choices.Steps,
            Guidance = fields.Choices.Guidance,
            AudioGuidance = fields.Choices.AudioGuidance,
        };

    private static RenderRequest Make(
        RenderRequest request,
        RenderPlan plan,
        IReadOnlyCollection<int> again,
        RemakeChoices choices
    )
    {
        try
        {
            return Remake.Of(request, plan, again, choices);
        }
        catch (WrongUseException e)
        {
            throw Refusals.Invalid(null, e.Message);
        }
    }

    /// <summary>Whether a picture that the other video has not is stored with the new one.</summary>
    private static bool HasNewPicture(RenderRequest before, RenderRequest remade) =>
        !before.Speakers.Any(speaker => speaker.PictureSha256 == remade.Speakers[^1].PictureSha256);

    private async Task<long> BytesAsync(JobId job, CancellationToken cancellation) =>
        await store.MeasureAsync(JobArtifacts.Inputs(job), cancellation)
        + await store.MeasureAsync(JobArtifacts.Segments(job), cancellation);
}
