using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Videos;

namespace OmniAvatar.Silos.Http.Streaming;

/// <summary>A request for something of a video's stream.</summary>
/// <param name="Id">The video.</param>
/// <param name="Context">The request.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Catalog">Finds the video.</param>
/// <param name="Videos">Say how much of it can be watched.</param>
internal sealed record StreamCall(
    string Id,
    HttpContext Context,
    ClaimsPrincipal User,
    VideoCatalog Catalog,
    StreamableVideos Videos
)
{
    /// <summary>The video and how many of its segments can be watched; at least one can.</summary>
    /// <exception cref="ApiException">There is no such video, or nothing of it can be watched.</exception>
    public async Task<(StreamableVideo Video, int Ready)> FindAsync() =>
        await LookAsync() is var (video, ready) && ready > 0
            ? (video, ready)
            : throw Refusals.Conflict(
                "video_not_ready",
                "Nothing of the video can be watched yet; its events say when the first part can."
            );

    /// <summary>The video, which has captions beside its frames.</summary>
    /// <exception cref="ApiException">There is no such video, or it has none.</exception>
    public async Task<StreamableVideo> WithCaptionsAsync() =>
        (await LookAsync()).Video is { Captions.Count: > 0 } video ? video : throw Refusals.NoVariant("subtitles");

    private async Task<(StreamableVideo Video, int Ready)> LookAsync()
    {
        var entry = await Catalog.FindAsync(VideoRoutes.TenantOf(User), Id, Context.RequestAborted);
        return entry.State is not JobState.Cancelled
            ? await Videos.FindAsync(entry, Context.RequestAborted)
            : throw Refusals.Cancelled();
    }
}
