using System.Net.ServerSentEvents;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using OmniAvatar.Silos.Http.Access;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Videos;

namespace OmniAvatar.Silos.Http.Events;

/// <summary>A video's events as server-sent events (WHATWG HTML, 9.2).</summary>
internal static class EventRoute
{
    public const string LastEventId = "Last-Event-ID";
    public const int LongestEventId = 128;

    public static async Task<IResult> GetAsync(
        string id,
        HttpContext context,
        ClaimsPrincipal user,
        VideoCatalog catalog,
        VideoEventStream events,
        KeyWatch keys,
        IHostApplicationLifetime service
    )
    {
        var entry = await catalog.FindAsync(VideoRoutes.TenantOf(user), id, context.RequestAborted);
        var heard = context.Request.Headers[LastEventId].ToString();
        if (heard.Length > LongestEventId)
            throw Refusals.Invalid(LastEventId, $"{LastEventId} may have at most {LongestEventId} characters.");
        Task<bool> MayListenAsync(CancellationToken cancellation) => keys.IsStillValidAsync(context, cancellation);
        return new Stream(stop => events.FollowAsync(entry.Job, heard, MayListenAsync, stop), service);
    }

    /// <summary>Ends when the listener goes, when its key is revoked, and when the service stops: then the listener
    /// comes back to another gateway.</summary>
    private sealed class Stream(
        Func<CancellationToken, IAsyncEnumerable<SseItem<string>>> follow,
        IHostApplicationLifetime service
    ) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            // A proxy that collects an answer before it passes it on would hold back every event.
            context.Response.Headers["X-Accel-Buffering"] = "no";
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(
                context.RequestAborted,
                service.ApplicationStopping
            );
            try
            {
                await SseFormatter.WriteAsync(follow(stop.Token), context.Response.Body, stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ApiException && context.Response.HasStarted)
            {
                // The listener has gone, or the video was deleted: the stream ends here.
            }
        }
    }
}
