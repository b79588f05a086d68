using System.Globalization;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Media.Captions;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Videos;

namespace OmniAvatar.Silos.Http.Streaming;

/// <summary>A video as a stream that can be watched while it renders: <c>/v1/videos/{id}/hls/…</c>.</summary>
internal static class StreamRoutes
{
    private const string PlaylistType = "application/vnd.apple.mpegurl";
    private const string MediaType = "video/mp4";
    private const string SubtitleType = "text/vtt; charset=utf-8";
    private const string MayChange = "private, no-cache";
    private const string NeverChanges = "private, max-age=86400, immutable";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Where a video's playlist is, from the service's root.</summary>
    public static string PlaylistOf(string id) => $"/v1/videos/{id}/hls/{Playlists.Media}";

    public static void MapStreams(this IEndpointRouteBuilder api)
    {
        var hls = api.MapGroup("videos/{id}/hls");
        hls.MapMethods(Playlists.Media, Methods, PlaylistAsync);
        hls.MapMethods(Playlists.Main, Methods, MainAsync);
        hls.MapMethods(Playlists.Subtitles, Methods, SubtitlesAsync);
        hls.MapMethods(Playlists.SubtitleFile, Methods, SubtitleFileAsync);
        hls.MapMethods(Playlists.Header, Methods, HeaderAsync);
        hls.MapMethods("{part}" + Playlists.PartSuffix, Methods, PartAsync);
    }

    public static async Task<IResult> PlaylistAsync(
        string id,
        HttpContext context,
        ClaimsPrincipal user,
        VideoCatalog catalog,
        StreamableVideos videos
    )
    {
        var (video, ready) = await videos.FindAsync(await EntryAsync(id, context, user, catalog), context);
        return Text(context, Playlists.Of(video, ready), PlaylistType);
    }

    public static async Task<IResult> MainAsync(
        string id,
        HttpContext context,
        ClaimsPrincipal user,
        VideoCatalog catalog,
        StreamableVideos videos,
        StreamParts parts
    )
    {
        var (video, _) = await videos.FindAsync(await EntryAsync(id, context, user, catalog), context);
        await using var header = await parts.HeaderAsync(video);
        return Text(
            context,
            Playlists.MainOf(video, await StreamCodec.ReadAsync(header, context.RequestAborted)),
            PlaylistType
        );
    }

    public static async Task<IResult> SubtitlesAsync(
        string id,
        HttpContext context,
        ClaimsPrincipal user,
        VideoCatalog catalog,
        StreamableVideos videos
    ) =>
        Text(context, Playlists.SubtitlesOf(await WithCaptionsAsync(id, context, user, catalog, videos)), PlaylistType);

    public static async Task<IResult> SubtitleFileAsync(
        string id,
        HttpContext context,
        ClaimsPrincipal user,
        VideoCatalog catalog,
        StreamableVideos videos
    )
    {
        var video = await WithCaptionsAsync(id, context, user, catalog, videos);
        return Text(context, WebVtt.Write(video.Captions, video.FramesPerSecond), SubtitleType);
    }

    private static async Task<StreamableVideo> WithCaptionsAsync(
        string id,
        HttpContext context,
        ClaimsPrincipal user,
        VideoCatalog catalog,
        StreamableVideos videos
    )
    {
        var entry = await EntryAsync(id, context, user, catalog);
        var (video, _) = await videos.FindAsync(entry, context.RequestAborted);
        return video.Captions.Count > 0 ? video : throw Refusals.NoVariant("subtitles");
    }

    private static IResult Text(HttpContext context, string text, string type)
    {
        context.Response.Headers.CacheControl = MayChange;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(Encoding.UTF8.GetBytes(text), type);
    }

    public static async Task<IResult> HeaderAsync(
        string id,
        HttpContext context,
        ClaimsPrincipal user,
        VideoCatalog catalog,
        StreamableVideos videos,
        StreamParts parts
    )
    {
        var (video, _) = await videos.FindAsync(await EntryAsync(id, context, user, catalog), context);
        return Answer(context, await parts.HeaderAsync(video));
    }

    public static async Task<IResult> PartAsync(
        string id,
        string part,
        HttpContext context,
        ClaimsPrincipal user,
        VideoCatalog catalog,
        StreamableVideos videos,
        StreamParts parts
    )
    {
        var (video, ready) = await videos.FindAsync(await EntryAsync(id, context, user, catalog), context);
        return int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < ready
            ? Answer(context, await parts.MediaAsync(video, index))
            : throw Refusals.NoPart(part);
    }

    private static async Task<JobIndexEntry> EntryAsync(
        string id,
        HttpContext context,
        ClaimsPrincipal user,
        VideoCatalog catalog
    )
    {
        var entry = await catalog.FindAsync(VideoRoutes.TenantOf(user), id, context.RequestAborted);
        return entry.State is not JobState.Cancelled
            ? entry
            : throw Refusals.Conflict("video_cancelled", "The video was cancelled, and its files are gone.");
    }

    /// <summary>The video, at least one part of which can be watched.</summary>
    private static async Task<(StreamableVideo Video, int Ready)> FindAsync(
        this StreamableVideos videos,
        JobIndexEntry entry,
        HttpContext context
    )
    {
        var (video, ready) = await videos.FindAsync(entry, context.RequestAborted);
        return ready > 0
            ? (video, ready)
            : throw Refusals.Conflict(
                "video_not_ready",
                "Nothing of the video can be watched yet; its events say when the first part can."
            );
    }

    private static IResult Answer(HttpContext context, FileStream file)
    {
        context.Response.Headers.CacheControl = NeverChanges;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.File(file, MediaType, enableRangeProcessing: true);
    }
}
