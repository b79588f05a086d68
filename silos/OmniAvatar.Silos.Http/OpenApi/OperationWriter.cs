using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace OmniAvatar.Silos.Http.OpenApi;

/// <summary>Writes what a route's description says into its operation.</summary>
internal sealed class OperationWriter(IOptions<VideoApiOptions> options) : IOpenApiOperationTransformer
{
    public Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var route = context.Description.ActionDescriptor.EndpointMetadata.OfType<RouteDescription>().FirstOrDefault();
        if (route is null)
            return Task.CompletedTask;
        operation.Parameters = [.. route.Parameters.Select(Parameter)];
        operation.Security = ApiSecurity.Of(route.Access, context.Document!);
        if (route.Body is { } body)
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = !route.IsBodyOptional,
                Content = body(options.Value),
            };
        foreach (var answer in route.Answers)
            Write(answer, ResponseOf(operation, answer));
        foreach (var status in CommonRefusals.Of(route))
            WriteRefusal(status, (OpenApiResponse)operation.Responses![$"{status}"]);
        operation.Responses = InOrder(operation.Responses!);
        if (context.Description.HttpMethod == HttpMethods.Head)
            WithoutContent(operation);
        return Task.CompletedTask;
    }

    private static IOpenApiParameter Parameter(RouteParameter parameter)
    {
        var schema = ShapeSchemas.Of(parameter.Shape);
        if (parameter.Default is { } fallback)
            schema.Default = schema.Type is JsonSchemaType.Integer ? JsonNode.Parse(fallback) : fallback;
        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = parameter.In,
            Description = parameter.Description,
            Required = parameter.In is ParameterLocation.Path,
            Schema = schema,
        };
    }

    /// <summary>The framework has written those that are JSON.</summary>
    private static OpenApiResponse ResponseOf(OpenApiOperation operation, RouteAnswer answer)
    {
        var responses = operation.Responses ??= [];
        if (answer.Json is null)
            responses[$"{answer.Status}"] = new OpenApiResponse();
        return (OpenApiResponse)responses[$"{answer.Status}"];
    }

    private static void WriteRefusal(int status, OpenApiResponse response)
    {
        response.Description = CommonRefusals.Meaning(status);
        if (CommonRefusals.Headers.TryGetValue(status, out var header))
            Add(response, header);
    }

    private static void Write(RouteAnswer answer, OpenApiResponse response)
    {
        response.Description = answer.Description;
        foreach (var header in answer.Headers)
            Add(response, header);
        if (answer.MediaTypes.Count == 0)
            return;
        response.Content = new Dictionary<string, OpenApiMediaType>();
        foreach (var type in answer.MediaTypes)
            response.Content.TryAdd(MediaTypeHeaderValue.Parse(type).MediaType.Value!, new OpenApiMediaType());
    }

    private static OpenApiResponses InOrder(OpenApiResponses responses)
    {
        var ordered = new OpenApiResponses();
        foreach (var (status, response) in responses.OrderBy(one => one.Key, StringComparer.Ordinal))
            ordered.Add(status, response);
        return ordered;
    }

    private static void Add(OpenApiResponse response, (string Name, string Description) header)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers[header.Name] = new OpenApiHeader
        {
            Description = header.Description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };
    }

    /// <summary>An answer to <c>HEAD</c> has the headers alone.</summary>
    private static void WithoutContent(OpenApiOperation operation)
    {
        operation.OperationId += "Headers";
        foreach (var response in operation.Responses!.Values.OfType<OpenApiResponse>())
            response.Content = null;
    }
}
