using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace OmniAvatar.Silos.Http.Errors;

/// <summary>The methods of a path that a request came to with another one.</summary>
internal static class AllowedMethods
{
    /// <summary>The methods in order; none if the path does not exist.</summary>
    public static IReadOnlyList<string> Of(PathString path, EndpointDataSource endpoints) =>
        [
            .. endpoints
                .Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.RoutePattern.RawText is { } pattern && Matches(pattern, path))
                .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    private static bool Matches(string pattern, PathString path) =>
        new TemplateMatcher(TemplateParser.Parse(pattern), []).TryMatch(path, []);
}
