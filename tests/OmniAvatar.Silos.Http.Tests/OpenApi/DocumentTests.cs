using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Silos.Http.OpenApi;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.OpenApi;

/// <summary>The document describes the routes that are mapped, all of them and no others.</summary>
[Collection(ApiCollection.Name)]
public sealed class DocumentTests(ApiHost host)
{
    private ApiDescription Document => host.Description;

    [Fact]
    public void Routes_MappedAndDescribed_AreTheSame() =>
        Document
            .Operations.Select(operation => $"{operation.Method} {operation.Path}")
            .ShouldBe(
                Mapped().SelectMany(route => route.Methods.Select(method => $"{method} {route.Path}")),
                ignoreOrder: true
            );

    [Fact]
    public void Descriptions_AreEachOfAMappedRoute() =>
        RouteDescriptions
            .All.Select(description => $"{description.Method} {description.Path}")
            .ShouldBe(Mapped().Select(route => $"{route.Methods[0]} {route.Path}"), ignoreOrder: true);

    [Fact]
    public void Operations_SayWhatTheyDoTakeAndAnswer()
    {
        foreach (var (method, path, operation) in Document.Operations)
        {
            var route = $"{method} {path}";
            operation["summary"]?.GetValue<string>().ShouldNotBeNullOrEmpty(route);
            operation["operationId"]?.GetValue<string>().ShouldNotBeNullOrEmpty(route);
            operation["responses"]!.AsObject().ShouldContainKey("200", route);
            var inPath = Array
                .FindAll(path.Split('/', '.'), part => part.StartsWith('{'))
                .Select(part => part.Trim('{', '}'));
            Parameters(operation, "path").ShouldBe(inPath, route);
            if (method is "GET" or "DELETE")
                operation["requestBody"].ShouldBeNull(route);
        }
        Document.Operations.Select(one => one.Operation["operationId"]!.GetValue<string>()).ShouldBeUnique();
    }

    [Fact]
    public void Schemas_DescribeEveryProperty()
    {
        foreach (var (name, schema) in Document.Document["components"]!["schemas"]!.AsObject())
        foreach (var (property, described) in schema!["properties"]?.AsObject() ?? [])
            (described!["description"] ?? described["enum"] ?? described["oneOf"]?[1]?["description"]).ShouldNotBeNull(
                $"{name}.{property}"
            );
    }

    [Fact]
    public async Task Document_IsKeptByBrowsersUntilItChanges()
    {
        using var client = host.Connect();
        using var answer = await client.GetAsync("openapi/v1.json");
        Document.Document["openapi"]!.GetValue<string>().ShouldStartWith("3.1.");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");

        using var again = new HttpRequestMessage(HttpMethod.Get, "openapi/v1.json");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag.ShouldNotBeNull());
        (await client.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Page_MayLoadFromThisServiceAlone()
    {
        using var client = host.Connect();
        using var page = await client.GetAsync("docs/");
        var policy = string.Join(' ', page.Headers.GetValues("Content-Security-Policy"));
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("http");
        (await page.Content.ReadAsStringAsync()).ShouldNotContain("://");
        using var other = await client.GetAsync("docs/");
        string.Join(' ', other.Headers.GetValues("Content-Security-Policy")).ShouldNotBe(policy);
    }

    private List<(IReadOnlyList<string> Methods, string Path)> Mapped() =>
        [
            .. host
                .Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Select(route =>
                    (
                        route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [],
                        route.RoutePattern.RawText!.TrimEnd('/')
                    )
                )
                .Where(route => route.Item1.Count > 0 && route.Item2.StartsWith("/v1/", StringComparison.Ordinal)),
        ];

    private static IEnumerable<string> Parameters(JsonObject operation, string place) =>
        (operation["parameters"]?.AsArray() ?? [])
            .Where(parameter => parameter!["in"]!.GetValue<string>() == place)
            .Select(parameter => parameter!["name"]!.GetValue<string>());
}
