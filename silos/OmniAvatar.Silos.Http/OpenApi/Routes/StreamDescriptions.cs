using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using OmniAvatar.Silos.Http.Events;
using OmniAvatar.Silos.Http.Streaming;
using OmniAvatar.Values;
using static OmniAvatar.Silos.Http.OpenApi.Routes.RouteParts;

namespace OmniAvatar.Silos.Http.OpenApi.Routes;

/// <summary>A video while it renders: its events and its stream.</summary>
internal static class StreamDescriptions
{
    private const string Tag = "While it renders";
    private const string Hls = "/v1/videos/{id}/hls/";

    public static IReadOnlyList<RouteDescription> All { get; } =
    [
        new("GET", "/v1/videos/{id}/events", "streamEvents", Tag, "Listen to a video's events")
        {
            Details =
                "Server-sent events: `warning` (a `VideoWarning`), `status` (the `Video`), `progress` (a `VideoProgress`), "
                + "`part` (a `VideoPart`), `done` (the `Video`; the stream ends) and `keep_alive` (`{}`). Each but "
                + "`warning` and `keep_alive` has an id and tells the whole of its state.",
            Parameters = [VideoId, LastEventId],
            Answers =
            [
                new(StatusCodes.Status200OK, "Events until the video is over.", typeof(ToldContents))
                {
                    MediaTypes = ["text/event-stream"],
                },
            ],
            Refusals = [StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound],
        },
        Playlist(Playlists.Media, "getStream", "The playlist of a video that can be watched while it renders"),
        Playlist(Playlists.Main, "getMainPlaylist", "The stream with its codecs and its captions"),
        Playlist(Playlists.Subtitles, "getCaptionsPlaylist", "The playlist of the captions"),
        Text(Playlists.SubtitleFile, "getCaptions", "The captions as WebVTT", StreamRoutes.SubtitleType),
        Media(Playlists.Header, "getStreamHeader", "What a player reads before the first part") with
        {
            Parameters = [VideoId, ByteRange],
        },
        Media("{part}" + Playlists.PartSuffix, "getStreamPart", "One part of the stream") with
        {
            Parameters =
            [
                VideoId,
                new("part", ParameterLocation.Path, "Its number, from 0.", new ValueShape.Text()),
                ByteRange,
            ],
        },
    ];

    private static RouteParameter LastEventId =>
        new(
            EventRoute.LastEventId,
            ParameterLocation.Header,
            "The id of the last event that was heard; the stream goes on after it.",
            new ValueShape.Text(EventRoute.LongestEventId)
        );

    private static RouteDescription Playlist(string name, string id, string summary) =>
        Text(name, id, summary, StreamRoutes.PlaylistType);

    private static RouteDescription Text(string name, string id, string summary, string mediaType) =>
        new("GET", Hls + name, id, Tag, summary)
        {
            Parameters = [VideoId],
            Answers =
            [
                new(StatusCodes.Status200OK, "It as it is now.") { MediaTypes = [mediaType], Headers = [CacheControl] },
            ],
            Refusals = [StatusCodes.Status404NotFound, StatusCodes.Status409Conflict],
        };

    private static RouteDescription Media(string name, string id, string summary) =>
        new("GET", Hls + name, id, Tag, summary)
        {
            Answers =
            [
                new(StatusCodes.Status200OK, "Its bytes; they never change.")
                {
                    MediaTypes = [StreamRoutes.MediaType],
                    Headers = [AcceptRanges, CacheControl],
                },
                new(StatusCodes.Status206PartialContent, "The bytes that were asked for.")
                {
                    MediaTypes = [StreamRoutes.MediaType],
                    Headers = [ContentRange, AcceptRanges, CacheControl],
                },
                new(StatusCodes.Status416RangeNotSatisfiable, "It has no such bytes.")
                {
                    Headers = [ContentRange, AcceptRanges, CacheControl],
                },
            ],
            Refusals = [StatusCodes.Status404NotFound, StatusCodes.Status409Conflict],
        };
}
