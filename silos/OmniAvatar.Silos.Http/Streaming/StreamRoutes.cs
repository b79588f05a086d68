using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OmniAvatar.Media.Captions;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Streaming;

/// <summary>A video as a stream that can be watched while it renders: <c>/v1/videos/{id}/hls/…</c>.</summary>
internal static class StreamRoutes
{
    public const string PlaylistType = "application/vnd.apple.mpegurl";
    public const string MediaType = "video/mp4";
    public const string SubtitleType = "text/vtt; charset=utf-8";
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

    public static async Task<IResult> PlaylistAsync([AsParameters] StreamCall call)
    {
        var (video, ready) = await call.FindAsync();
        return Text(call.Context, Playlists.Of(video, ready), PlaylistType);
    }

    public static async Task<IResult> MainAsync([AsParameters] StreamCall call, StreamParts parts)
    {
        var (video, _) = await call.FindAsync();
        await using var header = await parts.HeaderAsync(video);
        var codec = await StreamCodec.ReadAsync(header, call.Context.RequestAborted);
        return Text(call.Context, Playlists.MainOf(video, codec), PlaylistType);
    }

    public static async Task<IResult> SubtitlesAsync([AsParameters] StreamCall call) =>
        Text(call.Context, Playlists.SubtitlesOf(await call.WithCaptionsAsync()), PlaylistType);

    public static async Task<IResult> SubtitleFileAsync([AsParameters] StreamCall call)
    {
        var video = await call.WithCaptionsAsync();
        return Text(call.Context, WebVtt.Write(video.Captions, video.FramesPerSecond), SubtitleType);
    }

    public static async Task<IResult> HeaderAsync([AsParameters] StreamCall call, StreamParts parts)
    {
        var (video, _) = await call.FindAsync();
        return Answer(call.Context, await parts.HeaderAsync(video));
    }

    public static async Task<IResult> PartAsync([AsParameters] StreamCall call, string part, StreamParts parts)
    {
        var (video, ready) = await call.FindAsync();
        return int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < ready
            ? Answer(call.Context, await parts.MediaAsync(video, index))
            : throw Refusals.NoPart(part);
    }

    private static IResult Text(HttpContext context, string text, string type)
    {
        context.Response.Headers.CacheControl = MayChange;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(Encoding.UTF8.GetBytes(text), type);
    }

    private static IResult Answer(HttpContext context, FileStream file)
    {
        context.Response.Headers.CacheControl = NeverChanges;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.File(file, MediaType, enableRangeProcessing: true);
    }
}
