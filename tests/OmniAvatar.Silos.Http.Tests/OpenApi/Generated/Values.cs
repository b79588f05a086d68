using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.OpenApi.Generated;

/// <summary>Values for a schema: within its bounds, at them, beyond them, of other types, and such as mean
/// harm.</summary>
internal sealed class Values(Random random)
{
    private static readonly string[] Hostile =
    [
        "",
        " ",
        "\0",
        "null",
        "-1",
        "1e400",
        "NaN",
        "0x10",
        "9223372036854775808",
        "1,5",
        "٣",
        "../../../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "'; DROP TABLE job; --",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "${jndi:ldap://127.0.0.1/a}",
        "file:///etc/passwd",
        "http://127.0.0.1:1/",
        "http://169.254.169.254/latest/meta-data/",
        "data:image/png;base64,AAAA",
        "data:;base64,%%%",
        "data:audio/wav,",
        "\u202egnp.exe",
        "😀👩‍🚀",
        "a\r\nSet-Cookie: x=1",
        "true",
        "[]",
        "{\"a\":1}",
    ];

    private static readonly byte[] Wave = TestSubmissions.Hum(0.5);

    private static readonly byte[][] Files =
    [
        TestSubmissions.Picture,
        TestSubmissions.Picture[..200],
        Wave,
        Wave[..60],
        [],
        [0xff, 0xd8, 0xff, 0xe0],
        "WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n"u8.ToArray(),
        "1\n00:00:00,000 --> 00:00:01,000\nHi\n"u8.ToArray(),
        "00:00 Begin\n00:01 End\n"u8.ToArray(),
        "[{\"from\": \"00:00:00\", \"prompt\": \"A\"}]"u8.ToArray(),
        "SPEAKER a 1 0.0 0.4 <NA> <NA> x <NA> <NA>\n"u8.ToArray(),
        Encoding.UTF8.GetBytes(new string('[', 5000)),
        [.. Enumerable.Range(0, 256).Select(value => (byte)value)],
    ];

    public bool Chance(double share) => random.NextDouble() < share;

    public T Of<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    public int Below(int most) => random.Next(most);

    /// <summary>A text that is none of a schema's, or one that is long.</summary>
    public string Harm() => Chance(0.05) ? new string(Of("a%/é0".ToArray()), Of([65, 4097, 70_000])) : Of(Hostile);

    public byte[] File() => Of(Files);

    /// <summary>The value of a text field.</summary>
    public string Text(JsonNode schema) => Chance(0.2) ? Harm() : Likely(schema);

    /// <summary>A value in JSON.</summary>
    public JsonNode? Json(JsonNode schema, JsonObject document) =>
        Chance(0.08) ? Other()
        : schema["$ref"]?.GetValue<string>() is { } name
            ? Json(document["components"]!["schemas"]![name.Split('/')[^1]]!, document)
        : schema["anyOf"] is JsonArray any ? Json(Of([.. any])!, document)
        : schema["type"]?.GetValue<string>() switch
        {
            "array" => new JsonArray([.. Enumerable.Range(0, Below(3)).Select(_ => Json(schema["items"]!, document))]),
            "object" => Object(schema, document, 0.7),
            "integer" or "number" when Chance(0.7) => Parsed(Likely(schema)),
            "string" when schema["description"]?.GetValue<string>().Contains("data URL") == true && Chance(0.7) =>
                $"data:{Of(["image/png", "audio/wav", "text/plain"])};base64,{Convert.ToBase64String(File())}",
            _ => JsonValue.Create(Text(schema)),
        };

    /// <summary>Some of an object's fields, and now and then one that it has not.</summary>
    public JsonObject Object(JsonNode schema, JsonObject document, double share)
    {
        var made = new JsonObject();
        foreach (var (name, field) in schema["properties"]?.AsObject() ?? [])
            if (Chance(share))
                made[name] = Json(field!, document);
        if (Chance(0.05))
            made[Harm()] = Other();
        return made;
    }

    private static JsonNode Parsed(string number) =>
        double.TryParse(number, CultureInfo.InvariantCulture, out _)
            ? JsonNode.Parse(number)!
            : JsonValue.Create(number);

    private JsonNode? Other() =>
        Below(6) switch
        {
            0 => null,
            1 => JsonValue.Create(true),
            2 => JsonValue.Create(Harm()),
            3 => new JsonArray(1, "a", new JsonObject()),
            4 => Enumerable.Range(0, 40).Aggregate((JsonNode)new JsonObject(), (inner, _) => new JsonArray(inner)),
            _ => JsonValue.Create(1e300),
        };

    private string Likely(JsonNode schema) =>
        schema["enum"] is JsonArray words ? Of([.. words])!.GetValue<string>()
        : schema["examples"] is JsonArray examples ? Of([.. examples])!.GetValue<string>()
        : schema["type"]?.GetValue<string>() is "integer" or "number" ? Number(schema)
        : Of(["A presenter speaks", ApiHost.Model, "a", new string('b', 200)]);

    /// <summary>Mostly small, else at a bound or just beyond it.</summary>
    private string Number(JsonNode schema) =>
        Below(10) switch
        {
            0 => schema["minimum"]?.ToJsonString() ?? "-9223372036854775808",
            1 => schema["maximum"]?.ToJsonString() ?? "9223372036854775807",
            2 => $"{schema["maximum"]?.ToJsonString() ?? "1"}0",
            3 => "0.5",
            _ => $"{1 + Below(3)}",
        };
}
