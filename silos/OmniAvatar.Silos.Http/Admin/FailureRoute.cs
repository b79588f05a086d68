using Microsoft.AspNetCore.Http;
using OmniAvatar.Client.Wire;
using OmniAvatar.Grains.Records;
using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Silos.Http.Videos;

namespace OmniAvatar.Silos.Http.Admin;

/// <summary>The videos that failed last.</summary>
internal static class FailureRoute
{
    public const int MostShown = 100;
    public const int Usual = 20;
    private const string UnknownKind = "unknown";

    public static async Task<IResult> ListAsync(HttpContext context, IJobIndex index, VideoPresenter presenter)
    {
        var query = FieldReader.OfQuery(context.Request);
        var limit = (int)(query.Whole("limit", 1, MostShown) ?? Usual);
        var failed = await index.FailedAsync(limit, context.RequestAborted);
        var shown = await Task.WhenAll(failed.Select(entry => ShowAsync(entry, presenter, context.RequestAborted)));
        var kinds = shown
            .CountBy(failure => failure.Error is { } error ? error.Kind ?? error.Code : UnknownKind)
            .ToDictionary();
        return Results.Json(new AdminFailures(shown, kinds), VideoJson.Default.AdminFailures);
    }

    private static async Task<AdminFailure> ShowAsync(
        JobIndexEntry entry,
        VideoPresenter presenter,
        CancellationToken cancellation
    )
    {
        var error = (VideoError?)null;
        try
        {
            error = (await presenter.ShowBrieflyAsync(entry, cancellation)).Error;
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            // One job that does not answer must not hide the other failures.
        }
        return new AdminFailure(
            entry.Job.Tenant,
            entry.Job.Job,
            entry.Summary?.ModelName ?? entry.Model,
            entry.Ended?.ToUnixTimeSeconds(),
            error
        );
    }
}
