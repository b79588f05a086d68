using Microsoft.OpenApi;
using OmniAvatar.Silos.Http.Videos;
using OmniAvatar.Values;

namespace OmniAvatar.Silos.Http.OpenApi.Routes;

/// <summary>What the descriptions of several routes have in common.</summary>
internal static class RouteParts
{
    public static readonly RouteParameter VideoId = new(
        "id",
        ParameterLocation.Path,
        "The video's id.",
        new ValueShape.Text()
    );

    public static readonly RouteParameter After = new(
        "after",
        ParameterLocation.Query,
        "The `last_id` of the page before.",
        new ValueShape.Text(64)
    );

    public static readonly RouteParameter Limit = new(
        "limit",
        ParameterLocation.Query,
        "How many a page has at most.",
        new ValueShape.Whole(1, VideoCatalog.LongestPage)
    )
    {
        Default = $"{VideoCatalog.DefaultPage}",
    };

    public static readonly RouteParameter IdempotencyKey = new(
        "Idempotency-Key",
        ParameterLocation.Header,
        "A request with the same key and the same content within 24 hours gives the same video; with other content it "
            + "is refused with 409.",
        new ValueShape.Text(255)
    );

    public static readonly RouteParameter ByteRange = new(
        "Range",
        ParameterLocation.Header,
        "The bytes that are wanted, such as `bytes=0-1023`.",
        new ValueShape.Text()
    );

    public static readonly RouteParameter IfRange = new(
        "If-Range",
        ParameterLocation.Header,
        "The range is only wanted of the file with this `ETag`.",
        new ValueShape.Text()
    );

    public static readonly RouteParameter IfNoneMatch = new(
        "If-None-Match",
        ParameterLocation.Header,
        "The file is only wanted if its `ETag` is another.",
        new ValueShape.Text()
    );

    public static readonly (string, string) AcceptRanges = ("Accept-Ranges", "`bytes`.");

    public static readonly (string, string) ContentRange = ("Content-Range", "Which bytes these are, and of how many.");

    public static readonly (string, string) CacheControl = ("Cache-Control", "How long it may be kept, and by whom.");
}
