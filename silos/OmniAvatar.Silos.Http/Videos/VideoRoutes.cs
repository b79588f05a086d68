using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using OmniAvatar.Client.Wire;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Silos.Http.Submissions;

namespace OmniAvatar.Silos.Http.Videos;

/// <summary>The handlers of <c>/v1/videos</c>.</summary>
internal static class VideoRoutes
{
    private const string PollAfter = "openai-poll-after-ms";

    public static async Task<IResult> CreateAsync(
        HttpContext context,
        ClaimsPrincipal user,
        SubmissionService submissions,
        VideoPresenter presenter
    )
    {
        var accepted = await submissions.SubmitAsync(TenantOf(user), context.Request, context.RequestAborted);
        return await AnswerAsync(accepted, presenter, context.RequestAborted);
    }

    public static async Task<IResult> EstimateAsync(
        HttpContext context,
        ClaimsPrincipal user,
        EstimateService estimates
    ) =>
        Results.Json(
            await estimates.EstimateAsync(TenantOf(user), context.Request, context.RequestAborted),
            VideoJson.Default.VideoEstimate
        );

    public static async Task<IResult> ListAsync(
        HttpContext context,
        ClaimsPrincipal user,
        VideoCatalog catalog,
        VideoPresenter presenter
    )
    {
        var query = FieldReader.OfQuery(context.Request);
        var after = query.Text("after", 64);
        var limit = (int)(query.Whole("limit", 1, VideoCatalog.LongestPage) ?? VideoCatalog.DefaultPage);
        var oldestFirst = query.OneOf("order", false, ("asc", true), ("desc", false));
        var (page, hasMore) = await catalog.ListAsync(
            TenantOf(user),
            after,
            limit,
            oldestFirst,
            context.RequestAborted
        );
        var videos = await Task.WhenAll(
            page.Select(entry => presenter.ShowBrieflyAsync(entry, context.RequestAborted))
        );
        return Results.Json(
            new VideoList(videos, videos.FirstOrDefault()?.Id, videos.LastOrDefault()?.Id, hasMore),
            VideoJson.Default.VideoList
        );
    }

    public static async Task<IResult> FindAsync(string id, HttpContext context, ClaimsPrincipal user, VideoLooks looks)
    {
        var video = await looks.ShowAsync(TenantOf(user), id, context.RequestAborted);
        if (!video.IsOver)
            context.Response.Headers[PollAfter] = "1000";
        return Answer(video);
    }

    public static async Task<IResult> DeleteAsync(
        string id,
        HttpContext context,
        ClaimsPrincipal user,
        VideoCatalog catalog,
        IGrainFactory grains
    )
    {
        var entry = await catalog.FindAsync(TenantOf(user), id, context.RequestAborted);
        await grains.Job(entry.Job).DeleteAsync();
        await catalog.UntilGoneAsync(entry.Job, context.RequestAborted);
        return Results.Json(new VideoDeleted(entry.Job.Job), VideoJson.Default.VideoDeleted);
    }

    public static async Task<IResult> CancelAsync(
        string id,
        HttpContext context,
        ClaimsPrincipal user,
        VideoCatalog catalog,
        VideoPresenter presenter,
        IGrainFactory grains
    )
    {
        var entry = await catalog.FindAsync(TenantOf(user), id, context.RequestAborted);
        if (entry.State == JobState.Completed)
            throw Refusals.Conflict("already_completed", "The video is already completed and cannot be cancelled.");
        await grains.Job(entry.Job).CancelAsync();
        return await ShowAgainAsync(entry, catalog, presenter, context.RequestAborted);
    }

    public static async Task<IResult> ResumeAsync(
        string id,
        HttpContext context,
        ClaimsPrincipal user,
        VideoCatalog catalog,
        VideoPresenter presenter,
        AdmissionControl admission,
        IGrainFactory grains
    )
    {
        var entry = await catalog.FindAsync(TenantOf(user), id, context.RequestAborted);
        if (entry.State == JobState.Completed)
            throw Refusals.Conflict("already_completed", "The video is already completed and cannot be resumed.");
        // The job counts as waiting work again; its files are already counted.
        if (!entry.IsOpen)
            await admission.AdmitAsync(entry.Job, entry.GpuSeconds, bytes: 0);
        try
        {
            // The index learns of an end later than the job, so a job that is open in the index may have failed or been
            // cancelled.
            if (await grains.Job(entry.Job).ResumeAsync() is { } failure)
                throw Refusals.Conflict("not_resumable", failure.Reason);
        }
        finally
        {
            await admission.SettleAsync(entry.Job);
        }
        return await ShowAgainAsync(entry, catalog, presenter, context.RequestAborted);
    }

    private static async Task<IResult> ShowAgainAsync(
        JobIndexEntry entry,
        VideoCatalog catalog,
        VideoPresenter presenter,
        CancellationToken cancellation
    ) =>
        Answer(
            await presenter.ShowBrieflyAsync(
                await catalog.FindAsync(entry.Job.Tenant, entry.Job.Job, cancellation),
                cancellation
            )
        );

    internal static string TenantOf(ClaimsPrincipal user) => user.Identity!.Name!;

    /// <summary>A new video, with what its submitter is warned of.</summary>
    internal static async Task<IResult> AnswerAsync(
        AcceptedVideo accepted,
        VideoPresenter presenter,
        CancellationToken cancellation
    )
    {
        var video = await presenter.ShowBrieflyAsync(accepted.Entry, cancellation);
        return Answer(video with { Details = video.Details! with { Warnings = accepted.Warnings } });
    }

    private static IResult Answer(Video video) => Results.Json(video, VideoJson.Default.Video);
}
