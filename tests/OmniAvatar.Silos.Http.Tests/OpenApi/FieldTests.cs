using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using OmniAvatar.Requests.Options;
using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.OpenApi;

/// <summary>The document has every field of a submission, with the bounds that the service keeps.</summary>
[Collection(ApiCollection.Name)]
public sealed class FieldTests(ApiHost host)
{
    private const string Multipart = "multipart/form-data";
    private const string Json = "application/json";

    /// <summary>Fields that refuse some of their numbers for what stands beside them; beside speech, <c>seconds</c>
    /// may be longer than silence.</summary>
    private static readonly string[] WithOtherRules = ["n", "width", "height", "num_frames", "seconds"];

    [Fact]
    public void Submission_HasEveryField()
    {
        var several = new[] { References.Angles, References.Pictures };
        var texts = RenderOptionTable
            .OfSubmissions.SelectMany(option => new[] { option.Name, option.Synonym })
            .OfType<string>()
            .Concat("prompt model width height num_frames fps n user webhook_url webhook_events".Split(' '))
            .ToArray();

        Names(Multipart).ShouldBe([.. texts, .. References.Names.Except(several)], ignoreOrder: true);
        Names(Json).ShouldBe([.. texts.Except(several), .. References.Names, "speakers"], ignoreOrder: true);
        foreach (var schema in Fields(Multipart).Concat(Fields(Json)))
            (schema.Value!["description"] ?? schema.Value["anyOf"]).ShouldNotBeNull(schema.Key);
    }

    [Fact]
    public async Task Bounds_AreThoseOfTheService()
    {
        using var client = host.ClientOf("bounds");
        foreach (var (name, schema) in Fields(Multipart).Where(field => !WithOtherRules.Contains(field.Key)))
        foreach (var (text, isRefused) in Probes(schema!))
        {
            using var form = TestSubmissions.Form((name, text));
            using var answer = await client.PostAsync("v1/videos/estimate", form);
            var body = await answer.Content.ReadAsStringAsync();
            var isRefusedForItself =
                answer.StatusCode is HttpStatusCode.BadRequest
                && JsonNode.Parse(body)!["error"]!["message"]!.GetValue<string>() is var sentence
                && sentence.StartsWith($"'{name}' ", StringComparison.Ordinal)
                && !sentence.Contains("speech", StringComparison.Ordinal);
            isRefusedForItself.ShouldBe(isRefused, $"{name}={text}: {body}");
        }
    }

    /// <summary>Texts of numbers just inside and outside of the bounds, and of words that are none of those.</summary>
    private static IEnumerable<(string Text, bool IsRefused)> Probes(JsonNode schema)
    {
        var step = schema["type"]!.GetValue<string>() == "integer" ? 1 : 0.01m;
        if (Bound("minimum") is { } least)
        {
            yield return (Text(least), false);
            yield return (Text(least - step), true);
        }
        if (Bound("maximum") is { } most)
        {
            yield return (Text(most), false);
            yield return (Text(most + step), true);
        }
        foreach (var word in schema["enum"]?.AsArray() ?? [])
            yield return (word!.GetValue<string>(), false);
        if (schema["enum"] is not null)
            yield return ("another", true);

        decimal? Bound(string name) =>
            schema[name] is { } bound
                ? decimal.Parse(bound.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)
                : null;
    }

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    private IEnumerable<string> Names(string type) => Fields(type).Select(field => field.Key);

    private JsonObject Fields(string type) =>
        host.Description.Operations.Single(operation => operation is { Method: "POST", Path: "/v1/videos" }).Operation[
            "requestBody"
        ]!["content"]![type]!["schema"]!["properties"]!.AsObject();
}
