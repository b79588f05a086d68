using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using OmniAvatar.Artifacts;
using OmniAvatar.Client;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Videos;

/// <summary>The bytes of a finished video's files, whole or in ranges; the ETag of each is its content's
/// hash.</summary>
internal static class ContentRoute
{
    private const string Bytes = "bytes=";

    public static async Task<IResult> GetAsync(
        string id,
        HttpContext context,
        ClaimsPrincipal user,
        VideoCatalog videos,
        [FromKeyedServices(VideoApi.RequestStore)] IArtifactStore store
    )
    {
        var entry = await videos.FindAsync(VideoRoutes.TenantOf(user), id, context.RequestAborted);
        var asked = ContentVariant.Of(context.Request.Query["variant"].ToString());
        var manifest = await ManifestAsync(entry.Job, store, context.RequestAborted) ?? throw Absent(entry);
        var part = manifest.FindPart(asked.Role) ?? throw Refusals.NoVariant(asked.Variant.Name);
        var content = await OpenAsync(entry.Job, part, store, context.RequestAborted);
        IgnoreOtherUnits(context.Request);
        context.Response.Headers["Repr-Digest"] = ReprDigest.Of(part.Sha256);
        context.Response.Headers.CacheControl = "private";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var version = new EntityTagHeaderValue($"\"{part.Sha256}\"");
        return Results.File(
            content,
            asked.MediaType,
            entry.Job.Job + asked.Variant.Suffix,
            entry.Ended,
            version,
            enableRangeProcessing: true
        );
    }

    private static Task<ResultManifest?> ManifestAsync(
        JobId job,
        IArtifactStore store,
        CancellationToken cancellation
    ) => ManifestCommit.FindAsync(store, JobArtifacts.OutputResult(job), cancellation);

    /// <summary>A completed video without a manifest is being removed: its files are removed first, its row
    /// last.</summary>
    private static ApiException Absent(JobIndexEntry entry) =>
        entry.State == JobState.Completed
            ? Refusals.NoVideo()
            : Refusals.Conflict(
                "video_not_ready",
                "The video is not finished; ask for its status to see how far it is."
            );

    /// <summary>The file is opened here and not by name later, so that a video that is removed meanwhile is still sent
    /// completely.</summary>
    private static async Task<FileStream> OpenAsync(
        JobId job,
        ArtifactPart part,
        IArtifactStore store,
        CancellationToken cancellation
    )
    {
        try
        {
            return ServedFile.Open(await store.FetchAsync(part, cancellation));
        }
        catch (Exception e) when (e is OmniAvatarException || FileFailure.Is(e))
        {
            if (await ManifestAsync(job, store, cancellation) is null)
                throw Refusals.NoVideo();
            throw;
        }
    }

    /// <summary>A range in an unknown unit asks for the whole (RFC 9110, 14.2).</summary>
    private static void IgnoreOtherUnits(HttpRequest request)
    {
        if (!request.Headers.Range.ToString().StartsWith(Bytes, StringComparison.OrdinalIgnoreCase))
            request.Headers.Remove(HeaderNames.Range);
    }
}
