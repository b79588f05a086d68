using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Artifacts;
using OmniAvatar.Client.Wire;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Videos;

/// <summary>A video's shots, with what each is rendered with.</summary>
internal static class ShotRoute
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<IResult> ListAsync(
        string id,
        HttpContext context,
        ClaimsPrincipal user,
        VideoCatalog catalog,
        IGrainFactory grains,
        TimeProvider time,
        [FromKeyedServices(VideoApi.RequestStore)] IArtifactStore store
    )
    {
        var entry = await catalog.FindAsync(VideoRoutes.TenantOf(user), id, context.RequestAborted);
        if (entry.State is JobState.Cancelled)
            throw Refusals.Conflict("video_cancelled", "The video was cancelled, and its files are gone.");
        var request = await JobDocuments.RequestAsync(store, entry.Job, context.RequestAborted);
        var plan = await JobDocuments.PlanAsync(store, entry.Job, context.RequestAborted);
        var progress = entry.IsOpen ? await ProgressAsync(entry, grains, time) : [];
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
    )
    {
        var frame = 0;
        foreach (var shot in plan.Shots)
        {
            var (start, own) = (frame, request.ForShot(shot.Shot));
            frame += shot.Segments.Sum(segment => segment.ShownFrames);
            yield return new VideoShotDetails
            {
                Number = shot.Shot + 1,
                Start = Seconds(start, request),
                End = Seconds(frame, request),
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
        }
    }

    private static double Seconds(int frames, RenderRequest request) =>
        Math.Round((double)frames / request.FramesPerSecond, 3);

    private static async Task<IReadOnlyList<ShotProgress>> ProgressAsync(
        JobIndexEntry entry,
        IGrainFactory grains,
        TimeProvider time
    )
    {
        try
        {
            return await grains.Job(entry.Job).ShotsAsync().WaitAsync(Patience, time);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            return [];
        }
    }
}
