using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Artifacts;
using OmniAvatar.Client.Wire;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Videos;

/// <summary>A video's shots, with what each is rendered with.</summary>
internal static class ShotRoute
{
    public static async Task<IResult> ListAsync(
        string id,
        HttpContext context,
        ClaimsPrincipal user,
        VideoCatalog catalog,
        OpenShots open,
        [FromKeyedServices(VideoApi.RequestStore)] IArtifactStore store
    )
    {
        var entry = await catalog.FindAsync(VideoRoutes.TenantOf(user), id, context.RequestAborted);
        if (entry.State is JobState.Cancelled)
            throw Refusals.Cancelled();
        var request = await JobDocuments.RequestAsync(store, entry.Job, context.RequestAborted);
        var plan = await JobDocuments.PlanAsync(store, entry.Job, context.RequestAborted);
        var progress = entry.IsOpen ? await open.OfAsync(entry.Job) : [];
        return Results.Json(
            new VideoShotList([.. Shots(entry, request, plan, progress)]),
            VideoJson.Default.VideoShotList
        );
    }

    private static IEnumerable<VideoShotDetails> Shots(
        JobIndexEntry entry,
        RenderRequest request,
        RenderPlan plan,
        IReadOnlyList<ShotProgress> progress
    ) =>
        plan.ShownShots()
            .Select(shown =>
            {
                var (shot, start, frames) = shown;
                var own = request.ForShot(shot.Shot);
                return new VideoShotDetails
                {
                    Number = shot.Shot + 1,
                    Start = Seconds(start, request),
                    End = Seconds(start + frames, request),
                    Speaker = request.PersonOf(shot.Speaker),
                    Prompt = request.Speakers[shot.Speaker].Prompt,
                    Seed = own.Seed,
                    Steps = own.Steps,
                    Guidance = own.TextGuidanceScale,
                    SegmentsDone =
                        entry.State is JobState.Completed ? shot.Segments.Count
                        : shot.Shot < progress.Count ? progress[shot.Shot].SegmentsDone
                        : null,
                    SegmentsTotal = shot.Segments.Count,
                };
            });

    private static double Seconds(int frames, RenderRequest request) =>
        Math.Round((double)frames / request.FramesPerSecond, 3);
}
