using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OmniAvatar.Client.Wire;
using OmniAvatar.Silos.Http.OpenApi.Routes;

namespace OmniAvatar.Silos.Http.OpenApi;

/// <summary>The descriptions of all routes.</summary>
internal static class RouteDescriptions
{
    public static IReadOnlyList<RouteDescription> All { get; } =
    [
        .. VideoDescriptions.All,
        .. FileDescriptions.All,
        .. StreamDescriptions.All,
        .. ModelDescriptions.All,
        .. WebhookDescriptions.All,
        .. SessionDescriptions.All,
        .. AdminDescriptions.All,
    ];

    /// <summary>Has each route carry its description.</summary>
    public static TBuilder Describe<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder
    {
        routes.Finally(Describe);
        return routes;
    }

    private static void Describe(EndpointBuilder endpoint)
    {
        if (Find(endpoint) is not { } found)
            return;
        endpoint.Metadata.Add(found);
        endpoint.Metadata.Add(new EndpointNameMetadata(found.Id));
        endpoint.Metadata.Add(new TagsAttribute(found.Tag));
        endpoint.Metadata.Add(new EndpointSummaryAttribute(found.Summary));
        if (found.Details is { } details)
            endpoint.Metadata.Add(new EndpointDescriptionAttribute(details));
        foreach (var answer in found.Answers.Where(answer => answer.Json is not null))
            endpoint.Metadata.Add(Produces(answer.Status, answer.Json!));
        foreach (var status in CommonRefusals.Of(found))
            endpoint.Metadata.Add(Produces(status, typeof(ErrorAnswer)));
    }

    private static RouteDescription? Find(EndpointBuilder endpoint) =>
        endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } path }
        && endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault() is { } methods
            ? All.FirstOrDefault(described =>
                methods.HttpMethods.Contains(described.Method) && described.Path == path.TrimEnd('/')
            )
            : null;

    private static ProducesResponseTypeMetadata Produces(int status, Type type) =>
        new(status, type, [MediaTypeNames.Application.Json]);
}
