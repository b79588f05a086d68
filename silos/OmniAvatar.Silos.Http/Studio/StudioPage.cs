using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace OmniAvatar.Silos.Http.Studio;

/// <summary>The studio: a page at the service's root from which people make and watch videos. It has no access of its
/// own: all it knows comes from the API, with the reader's session.</summary>
public static class StudioPage
{
    internal const string MayChange = "no-cache";
    private const string NeverChanges = "public, max-age=31536000, immutable";

    internal static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds <c>/</c> and the files below <c>/studio</c>.</summary>
    public static void MapStudio(this IEndpointRouteBuilder routes)
    {
        var files = new StudioFiles();
        routes.MapMethods("/", Methods, (HttpContext context) => Answer(context, files.Index, MayChange));
        routes.MapMethods(
            "/studio/{version}/{**path}",
            Methods,
            (string version, string path, HttpContext context) =>
                // Another version is that of a gateway that is being replaced: its page works with these files.
                files.Find(path)
                    is { } file
                    ? Answer(context, file, version == files.Version ? NeverChanges : MayChange)
                    : Results.NotFound()
        );
    }

    internal static IResult Answer(HttpContext context, StudioFile file, string caching)
    {
        var headers = context.Response.Headers;
        StudioHeaders.Set(headers);
        headers.CacheControl = caching;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (!TakesGzip(context.Request))
            return Results.Bytes(file.Content, file.MediaType, entityTag: file.Tag);
        headers.ContentEncoding = "gzip";
        return Results.Bytes(file.Gzip, file.MediaType, entityTag: file.GzipTag);
    }

    private static bool TakesGzip(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .AcceptEncoding.Any(encoding =>
                encoding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && encoding.Quality is not 0
            );
}
