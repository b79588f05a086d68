using System.Globalization;
using System.Text.Json;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>Reads a JSON body as the form that would say the same: <c>{"a": {"b": 1}}</c> is the field <c>a[b]</c>.</summary>
internal sealed class JsonForm(FormFiles files)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <exception cref="ApiException">The body is no JSON object, or has too many fields.</exception>
    public async Task<SubmissionForm> ReadAsync(Stream body, CancellationToken cancellation)
    {
        using var document = await ParseAsync(body, cancellation);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw Damaged("The body must be a JSON object.");
        var form = new SubmissionForm();
        foreach (var (name, text) in Fields(document.RootElement))
        {
            var reference = References.NameOf(name);
            if (form.Has(reference ?? name)) throw Refusals.Invalid(name, $"'{name}' is given twice.");
            if (reference is null) form.Add(name, text);
            else form.Add(reference, await files.SaveAsync(reference, text, cancellation));
        }
        return form;
    }

    private static async Task<JsonDocument> ParseAsync(Stream body, CancellationToken cancellation)
    {
        try
        {
            return await JsonDocument.ParseAsync(body, Strict, cancellation);
        }
        catch (JsonException)
        {
            throw Damaged("The body is not valid JSON.");
        }
    }

    private static List<(string Name, string Text)> Fields(JsonElement body)
    {
        try
        {
            var fields = body.EnumerateObject().SelectMany(property => Flatten(property.Name, property.Value)).Take(MultipartForm.MostFields + 1).ToList();
            return fields.Count <= MultipartForm.MostFields ? fields : throw Damaged($"The body has more than {MultipartForm.MostFields} fields.");
        }
        catch (InvalidOperationException)
        {
            // Escapes that are half a character.
            throw Damaged("The body holds text that is not valid Unicode.");
        }
    }

    private static IEnumerable<(string Name, string Text)> Flatten(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(property => Flatten($"{name}[{property.Name}]", property.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany((item, i) => Flatten(string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]"), item)),
        JsonValueKind.String => [(name, value.GetString()!)],
        JsonValueKind.True => [(name, "true")],
        JsonValueKind.False => [(name, "false")],
        _ => [(name, value.GetRawText())],
    };

    private static ApiException Damaged(string sentence) => Refusals.Invalid(null, sentence, "malformed_body");
}
