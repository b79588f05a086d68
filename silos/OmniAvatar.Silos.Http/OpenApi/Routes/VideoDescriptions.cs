using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using OmniAvatar.Client.Wire;
using OmniAvatar.Silos.Http.OpenApi.Bodies;
using OmniAvatar.Values;
using static OmniAvatar.Silos.Http.OpenApi.Routes.RouteParts;

namespace OmniAvatar.Silos.Http.OpenApi.Routes;

/// <summary>The routes of videos.</summary>
internal static class VideoDescriptions
{
    private const string Tag = "Videos";
    private const string Videos = "/v1/videos";
    private const string Video = Videos + "/{id}";

    private static readonly int[] OfBodies =
    [
        StatusCodes.Status400BadRequest,
        StatusCodes.Status404NotFound,
        StatusCodes.Status408RequestTimeout,
        StatusCodes.Status413PayloadTooLarge,
        StatusCodes.Status415UnsupportedMediaType,
    ];

    public static IReadOnlyList<RouteDescription> All { get; } =
    [
        new("POST", Videos, "createVideo", Tag, "Ask for a video")
        {
            Details = "The answer comes when the request is checked and saved; the video renders afterwards.",
            Parameters = [IdempotencyKey],
            Body = SubmissionBody.Content,
            Answers = [Shown("The video as it begins.")],
            Refusals = [.. OfBodies, StatusCodes.Status409Conflict],
        },
        new("POST", Videos + "/estimate", "estimateVideo", Tag, "Say what a video would take")
        {
            Details = "Takes the body of `POST /v1/videos`, checks and plans it as that does, and keeps nothing of it.",
            Body = SubmissionBody.Content,
            Answers = [new(StatusCodes.Status200OK, "What it would take now.", typeof(VideoEstimate))],
            Refusals = OfBodies,
        },
        new("GET", Videos, "listVideos", Tag, "List the tenant's videos")
        {
            Parameters = [After, Limit, Order],
            Answers = [new(StatusCodes.Status200OK, "A page of videos.", typeof(VideoList))],
            Refusals = [StatusCodes.Status400BadRequest],
        },
        new("GET", Video, "getVideo", Tag, "Show a video")
        {
            Parameters = [VideoId],
            Answers =
            [
                Shown("The video.") with
                {
                    Headers = [("openai-poll-after-ms", "When to ask again, in milliseconds, while it is not over.")],
                },
            ],
            Refusals = [StatusCodes.Status404NotFound],
        },
        new("DELETE", Video, "deleteVideo", Tag, "Remove a video")
        {
            Details = "Stops the video if it is open, and removes all of it.",
            Parameters = [VideoId],
            Answers = [new(StatusCodes.Status200OK, "It is gone.", typeof(VideoDeleted))],
            Refusals = [StatusCodes.Status404NotFound],
        },
        new("POST", Video + "/cancel", "cancelVideo", Tag, "Stop a video for good")
        {
            Parameters = [VideoId],
            Answers = [Shown("The video; its files are removed.")],
            Refusals = [StatusCodes.Status404NotFound, StatusCodes.Status409Conflict],
        },
        new("POST", Video + "/resume", "resumeVideo", Tag, "Continue a failed video")
        {
            Parameters = [VideoId],
            Answers = [Shown("The video; its finished parts are kept.")],
            Refusals = [StatusCodes.Status404NotFound, StatusCodes.Status409Conflict],
        },
        new("GET", Video + "/shots", "listShots", Tag, "List a video's shots")
        {
            Details = "When each is shown, who, with which prompt, seed, steps and guidance, and how far it is.",
            Parameters = [VideoId],
            Answers = [new(StatusCodes.Status200OK, "The shots, in order.", typeof(VideoShotList))],
            Refusals = [StatusCodes.Status404NotFound, StatusCodes.Status409Conflict],
        },
        new("POST", Video + "/remix", "remixVideo", Tag, "Make some shots of a finished video again")
        {
            Details =
                "The answer is a new video. All shots that are not named are taken over by copy, so the first video can "
                + "be deleted.",
            Parameters = [VideoId, IdempotencyKey],
            Body = RemixBody.Content,
            Answers = [Shown("The new video as it begins.")],
            Refusals = [.. OfBodies, StatusCodes.Status409Conflict],
        },
    ];

    private static RouteParameter Order =>
        new("order", ParameterLocation.Query, "By when they were asked for.", new ValueShape.Words(["asc", "desc"]))
        {
            Default = "desc",
        };

    private static RouteAnswer Shown(string description) =>
        new(StatusCodes.Status200OK, description, typeof(Client.Wire.Video));
}
