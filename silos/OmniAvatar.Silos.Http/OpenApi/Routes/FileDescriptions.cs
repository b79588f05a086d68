using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using OmniAvatar.Client;
using OmniAvatar.Silos.Http.Videos;
using OmniAvatar.Values;
using static OmniAvatar.Silos.Http.OpenApi.Routes.RouteParts;

namespace OmniAvatar.Silos.Http.OpenApi.Routes;

/// <summary>The files of a finished video.</summary>
internal static class FileDescriptions
{
    private static readonly (string, string)[] OfFiles =
    [
        ("ETag", "The SHA-256 of the file."),
        ("Repr-Digest", "The same in base64, after RFC 9530."),
        ("Last-Modified", "When the video was finished."),
        ("Content-Disposition", "A name for the file."),
        AcceptRanges,
        CacheControl,
    ];

    public static IReadOnlyList<RouteDescription> All { get; } =
    [
        new("GET", "/v1/videos/{id}/content", "getVideoContent", "Videos", "Download a file of a finished video")
        {
            Parameters = [VideoId, Variant, ByteRange, IfRange, IfNoneMatch],
            Answers =
            [
                new(StatusCodes.Status200OK, "The file.") { MediaTypes = MediaTypes, Headers = OfFiles },
                new(StatusCodes.Status206PartialContent, "The bytes that were asked for.")
                {
                    MediaTypes = MediaTypes,
                    Headers = [.. OfFiles, ContentRange],
                },
                new(StatusCodes.Status304NotModified, "The file is the one that the request names.")
                {
                    Headers = OfFiles,
                },
                new(StatusCodes.Status412PreconditionFailed, "The file is not the one that the request names.")
                {
                    Headers = OfFiles,
                },
                new(StatusCodes.Status416RangeNotSatisfiable, "The file has no such bytes.")
                {
                    Headers = [.. OfFiles, ContentRange],
                },
            ],
            Refusals = [StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict],
        },
    ];

    private static IReadOnlyList<string> MediaTypes => [.. ContentVariant.All.Select(content => content.MediaType)];

    private static RouteParameter Variant =>
        new(
            "variant",
            ParameterLocation.Query,
            "Which file: the mp4, a still picture, a sheet of small pictures, the sound, or the captions as WebVTT.",
            new ValueShape.Words([.. VideoVariant.All.Select(variant => variant.Name)])
        )
        {
            Default = VideoVariant.Video.Name,
        };
}
