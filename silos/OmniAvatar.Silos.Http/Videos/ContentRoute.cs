using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using OmniAvatar.Artifacts;
using OmniAvatar.Client;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Videos;

/// <summary>The finished video's bytes, whole or in ranges; its ETag is its content's hash.</summary>
internal static class ContentRoute
{
    private const string MediaType = "video/mp4";

    public static async Task<IResult> GetAsync(string id, HttpContext context, ClaimsPrincipal user, VideoShelf shelf, [FromKeyedServices(VideoApi.RequestStore)] IArtifactStore store)
    {
        var entry = await shelf.FindAsync(VideoRoutes.TenantOf(user), id, context.RequestAborted);
        if (context.Request.Query["variant"].ToString() is not ("" or "video"))
            throw Refusals.Invalid("variant", "'variant' is video: this version has no thumbnails or spritesheets.");
        var manifest = await ManifestCommit.FindAsync(store, JobArtifacts.OutputResult(entry.Job), context.RequestAborted)
            ?? throw Refusals.Conflict("video_not_ready", "The video is not finished; ask for its status to see how far it is.");

        var video = manifest.Part(PartRoles.Video);
        var path = await store.FetchAsync(ArtifactName.Parse(video.Name), context.RequestAborted);
        context.Response.Headers["Repr-Digest"] = ReprDigest.Of(video.Sha256);
        context.Response.Headers.CacheControl = "private";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.File(
            path, MediaType, $"{entry.Job.Job}.mp4", lastModified: entry.Ended, entityTag: new EntityTagHeaderValue($"\"{video.Sha256}\""), enableRangeProcessing: true);
    }
}
