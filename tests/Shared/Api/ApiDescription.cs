using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OmniAvatar.Tests.Api;

/// <summary>The service's OpenAPI document, as a stranger reads it: which answers each route may give.</summary>
internal sealed class ApiDescription
{
    private readonly List<(Regex Path, string Template, JsonObject Methods)> _paths;
    private readonly AnswerSchemas _schemas;

    private ApiDescription(JsonObject document)
    {
        Document = document;
        _schemas = new AnswerSchemas(document);
        _paths =
        [
            // Of two templates that match, the one with fewer parameters is meant.
            .. document["paths"]!
                .AsObject()
                .OrderBy(path => path.Key.Count(character => character == '{'))
                .Select(path => (PatternOf(path.Key), path.Key, path.Value!.AsObject())),
        ];
    }

    public JsonObject Document { get; }

    /// <summary>Every route, by its method in capitals and its path.</summary>
    public IEnumerable<(string Method, string Path, JsonObject Operation)> Operations =>
        _paths.SelectMany(path =>
            path.Methods.Select(method => (method.Key.ToUpperInvariant(), path.Template, method.Value!.AsObject()))
        );

    public static async Task<ApiDescription> LoadAsync(Uri service)
    {
        using var client = new HttpClient { BaseAddress = service };
        return new ApiDescription(JsonNode.Parse(await client.GetStringAsync("openapi/v1.json"))!.AsObject());
    }

    /// <summary>What of an answer is not as the document says; null if all is.</summary>
    public async Task<string?> FaultOfAsync(HttpResponseMessage answer)
    {
        var (method, path) = (
            answer.RequestMessage!.Method.Method,
            answer.RequestMessage.RequestUri!.AbsolutePath.TrimEnd('/')
        );
        if (!path.StartsWith("/v1/", StringComparison.Ordinal))
            return null;
        var status = (int)answer.StatusCode;
        var body = await BodyAsync(answer);
        if (Find(method, path) is not { } operation)
            return status is >= 400 and < 500
                ? _schemas.FaultOf("ErrorAnswer", body)
                : $"{method} {path} is not described, but answered with {status}";
        if (operation["responses"]![$"{status}"] is not JsonObject response)
            return $"{method} {path}: the status {status} is not described";
        var fault =
            UndescribedHeader(answer.Headers, response)
            ?? UndescribedContent(answer.Content.Headers.ContentType?.MediaType, body, response);
        return fault is null ? null : $"{method} {path} {status}: {fault}";
    }

    private JsonObject? Find(string method, string path) =>
        _paths
            .Where(known => known.Path.IsMatch(path))
            .Select(known => known.Methods[method.ToLowerInvariant()])
            .OfType<JsonObject>()
            .FirstOrDefault();

    private string? UndescribedContent(string? type, byte[]? body, JsonObject response)
    {
        if (body is null or { Length: 0 })
            return null;
        if (type is null || response["content"]?[type] is not JsonObject content)
            return $"content of the type '{type}' is not described";
        return content["schema"]?["$ref"]?.GetValue<string>().Split('/')[^1] is { } schema
            ? _schemas.FaultOf(schema, body)
            : null;
    }

    /// <summary>The body of a JSON answer; one byte in place of the body of any other that has one.</summary>
    private static async Task<byte[]?> BodyAsync(HttpResponseMessage answer)
    {
        if (
            answer.RequestMessage!.Method == HttpMethod.Head
            || answer.Content.Headers is not { ContentType: { } type, ContentLength: not 0 }
        )
            return null;
        if (type.MediaType != "application/json")
            return [0];
        await answer.Content.LoadIntoBufferAsync();
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private static string? UndescribedHeader(HttpResponseHeaders headers, JsonObject response) =>
        headers
            .Select(header => header.Key)
            .Except(["Date", "Server", "Connection", "Keep-Alive", "Transfer-Encoding", "Cache-Control"])
            .Except(["X-Content-Type-Options", "X-Accel-Buffering"])
            .FirstOrDefault(name => response["headers"]?[name] is null)
            is { } unknown
            ? $"the header {unknown} is not described"
            : null;

    private static Regex PatternOf(string template) =>
        new(
            $"^{Regex.Replace(Regex.Escape(template).Replace("}", "\\}", StringComparison.Ordinal), @"\\\{[^}]*\\\}", "[^/]+")}$"
        );
}
