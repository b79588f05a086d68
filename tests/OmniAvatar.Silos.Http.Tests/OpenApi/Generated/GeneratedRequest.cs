using System.Text;
using System.Text.Json.Nodes;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.OpenApi.Generated;

/// <summary>Makes requests out of the service's document. The same number gives the same request.</summary>
internal sealed class GeneratedRequest(ApiDescription description, string video, int number)
{
    private static readonly string[] OtherMethods = ["PUT", "PATCH", "OPTIONS", "TRACE", "PROPFIND"];
    private static readonly string[] OtherTypes = ["text/plain", "application/xml", "multipart/mixed", "*/*"];

    private static readonly string[] OfRealFiles = ["main.m3u8", "init.mp4", ".m4s"];

    private const int LongestPart = 300;
    private const int LongestHeader = 5000;

    private readonly Values _values = new(new Random(number));

    /// <param name="tenant">The tenant's key.</param>
    public HttpRequestMessage Make(string tenant)
    {
        var operations = description.Operations.ToArray();
        var (method, path, operation) = _values.Of(
            _values.Chance(0.3)
                ? Array.FindAll(operations, one => one.Operation["requestBody"] is not null)
                : operations
        );
        var parameters = (operation["parameters"]?.AsArray() ?? []).Select(parameter => parameter!.AsObject()).ToList();
        var request = new HttpRequestMessage(
            new HttpMethod(_values.Chance(0.03) ? _values.Of(OtherMethods) : method),
            PathOf(path, method) + QueryOf(parameters)
        );
        foreach (var header in parameters.Where(parameter => In(parameter, "header")))
            if (_values.Chance(0.3))
                AddHeader(request, Name(header), HeaderOf(Name(header), header["schema"]!));
        Authorize(request, tenant, path.StartsWith("/v1/admin", StringComparison.Ordinal));
        if (operation["requestBody"]?["content"] is JsonObject contents)
            request.Content = Body(contents);
        return request;
    }

    private static bool In(JsonObject parameter, string place) => parameter["in"]!.GetValue<string>() == place;

    private static string Name(JsonObject parameter) => parameter["name"]!.GetValue<string>();

    /// <summary>Of changes only videos are meant that are not there, so that the one video stays for all. Its file is
    /// no real mp4 here, so nothing can be cut out of it.</summary>
    private string PathOf(string template, string method)
    {
        var real =
            (method is "GET" or "HEAD" || template.EndsWith("/remix", StringComparison.Ordinal))
            && !Array.Exists(OfRealFiles, ending => template.EndsWith(ending, StringComparison.Ordinal));
        var parts = template
            .TrimStart('/')
            .Split('/')
            .Select(part =>
                !part.Contains('{') ? part
                : part == "{id}" && real && _values.Chance(0.7) ? video
                : part.Replace(part[part.IndexOf('{')..(part.IndexOf('}') + 1)], PathPart())
            );
        return string.Join('/', parts) + (_values.Chance(0.02) ? "/" : "");
    }

    private string PathPart() =>
        _values.Chance(0.5)
            ? _values.Of(["0", "1", "video_0", "video_00000000000000000000000000000000", "a", ApiHost.Model])
        : Escaped(_values.Harm().Replace("\0", "", StringComparison.Ordinal)) is { Length: > 0 } part ? part
        : "a";

    private string QueryOf(IEnumerable<JsonObject> parameters)
    {
        var query = parameters
            .Where(parameter => In(parameter, "query") && _values.Chance(0.5))
            .Select(parameter => $"{Name(parameter)}={Escaped(_values.Text(parameter["schema"]!))}")
            .ToList();
        if (_values.Chance(0.05))
            query.Add($"{Escaped(_values.Harm())}={Escaped(_values.Harm())}");
        return query.Count == 0 ? "" : "?" + string.Join('&', query);
    }

    /// <summary>As part of an address, which servers take up to eight kilobytes of.</summary>
    private static string Escaped(string text) => Uri.EscapeDataString(text[..Math.Min(text.Length, LongestPart)]);

    private string HeaderOf(string name, JsonNode schema) =>
        name == "Range"
            ? _values.Of([
                "bytes=0-0",
                "bytes=5-1",
                "bytes=-5",
                "bytes=999999999-",
                "lines=1-2",
                "bytes=0-1,3-4",
                "bytes=",
            ])
            : _values.Text(schema);

    private static void AddHeader(HttpRequestMessage request, string name, string text) =>
        request.Headers.TryAddWithoutValidation(
            name,
            new string([.. text.Where(c => c is >= ' ' and < '\x7f').Take(LongestHeader)])
        );

    private void Authorize(HttpRequestMessage request, string tenant, bool isAdmin)
    {
        var key = _values.Below(20) switch
        {
            0 => null,
            1 => _values.Harm(),
            2 => ApiHost.AdminKey,
            _ => isAdmin ? ApiHost.AdminKey : tenant,
        };
        if (key is not null)
            AddHeader(request, "Authorization", $"{_values.Of(["Bearer", "Bearer", "Bearer", "bearer"])} {key}");
    }

    private HttpContent? Body(JsonObject contents)
    {
        var (type, content) = _values.Of([.. contents]);
        if (_values.Chance(0.06))
            return _values.Chance(0.3) ? null : Raw(_values.File(), _values.Of(OtherTypes));
        if (type == "application/json")
            return _values.Chance(0.1)
                ? Raw(Encoding.UTF8.GetBytes(_values.Harm()), type)
                : Raw(Encoding.UTF8.GetBytes(Filled(content!["schema"]!).ToJsonString()), type);
        return Multipart(content!["schema"]!);
    }

    /// <summary>Few fields, so that some requests get far.</summary>
    private JsonObject Filled(JsonNode schema) =>
        _values.Object(schema, description.Document, _values.Of([0.04, 0.1, 0.5]));

    private HttpContent Multipart(JsonNode schema)
    {
        var form = new MultipartFormDataContent();
        var share = _values.Of([0, 0.03, 0.1, 0.4]);
        if (_values.Chance(0.7))
        {
            form.Add(new StringContent("A presenter speaks"), "prompt");
            form.Add(new StringContent(ApiHost.Model), "model");
        }
        if (_values.Chance(0.5))
            form.Add(new ByteArrayContent(TestSubmissions.Picture), "input_reference", "a.png");
        foreach (var (name, field) in schema["properties"]!.AsObject())
            if (_values.Chance(share))
                Add(form, name, field!);
        if (!_values.Chance(0.03))
            return form;
        var whole = form.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        return Raw(whole[..(whole.Length / 2)], form.Headers.ContentType!.ToString());
    }

    private void Add(MultipartFormDataContent form, string name, JsonNode field)
    {
        if (field["format"]?.GetValue<string>() == "binary" && _values.Chance(0.9))
            form.Add(new ByteArrayContent(_values.File()), name, "file");
        else
            form.Add(new StringContent(_values.Text(field)), name);
    }

    private static ByteArrayContent Raw(byte[] bytes, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }
}
