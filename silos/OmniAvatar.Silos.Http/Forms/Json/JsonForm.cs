using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Forms.Json;

/// <summary>Reads a JSON object as the equivalent form: <c>{"a": {"b": 1}}</c> is the field <c>a[b]</c>. Files are
/// written to the disk while they are read; only short texts are kept in memory.</summary>
/// <param name="files">Where files go.</param>
/// <param name="form">What is read is added to it.</param>
/// <param name="within">The field whose value the object is; null for a whole body.</param>
internal sealed class JsonForm(FormFiles files, SubmissionForm form, string? within)
{
    private const int MostPieces = 4096;

    private readonly Stack<Level> _levels = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <exception cref="ApiException">It is not a JSON object, or has too many fields, or has a field
    /// twice.</exception>
    public async Task ReadAsync(PipeReader body, CancellationToken cancellation)
    {
        try
        {
            var tokens = new JsonTokens(body);
            for (var count = 0; await tokens.NextAsync(cancellation) is { } token; count++)
            {
                if (count == 0 && token.Type != JsonTokenType.StartObject)
                    throw Damaged("must be a JSON object");
                if (count == MostPieces)
                    throw Damaged($"has more than {MultipartForm.MostFields} fields");
                await TakeAsync(token, tokens, cancellation);
            }
        }
        catch (JsonException)
        {
            throw Damaged("is not valid JSON");
        }
        catch (InvalidOperationException)
        {
            // Escapes that are half a character.
            throw Damaged("holds text that is not valid Unicode");
        }
        finally
        {
            await body.CompleteAsync();
        }
    }

    private async Task TakeAsync(JsonToken token, JsonTokens tokens, CancellationToken cancellation)
    {
        switch (token.Type)
        {
            case JsonTokenType.PropertyName:
                _levels.Peek().Name = token.Text;
                if (!_names.Add(NameOfValue()))
                    throw Damaged($"has '{Shorten(NameOfValue())}' twice");
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                _levels.Push(
                    new Level(
                        _levels.Count == 0 ? within ?? "" : NameOfNextValue(),
                        token.Type == JsonTokenType.StartArray
                    )
                );
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _levels.Pop();
                break;
            case JsonTokenType.Null:
                NameOfNextValue();
                break;
            default:
                await AddAsync(NameOfNextValue(), token, tokens, cancellation);
                break;
        }
    }

    private async Task AddAsync(string name, JsonToken token, JsonTokens tokens, CancellationToken cancellation)
    {
        var (reference, shown) = (References.Of(name), Shorten(name));
        if (form.Has(reference?.Name ?? name))
            throw Refusals.Invalid(reference?.SentAs ?? shown, $"'{shown}' is given twice.");
        if (form.Count == MultipartForm.MostFields)
            throw Damaged($"has more than {MultipartForm.MostFields} fields");
        if (reference is null && token.IsLong)
            throw Refusals.TooLarge(shown, $"'{shown}' may have at most {JsonTokens.WindowBytes} bytes.");
        if (reference is null)
            form.Add(name, token.Text ?? (token.Type == JsonTokenType.True ? "true" : "false"));
        else if (await files.SaveUrlAsync(reference, TextOf(token, tokens), cancellation) is { } file)
            form.Add(reference, file);
    }

    private static PipeReader TextOf(JsonToken token, JsonTokens tokens) =>
        token.IsLong
            ? PipeReader.Create(tokens.OpenText(), FormFiles.Reading)
            : PipeReader.Create(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(token.Text ?? "")));

    private string NameOfValue()
    {
        var level = _levels.Peek();
        return level.Path.Length == 0 ? level.Name! : $"{level.Path}[{level.Name}]";
    }

    /// <summary>The name of the value that begins here; in a list, each has the next number.</summary>
    private string NameOfNextValue()
    {
        var level = _levels.Peek();
        if (level.IsList)
            level.Name = (level.Count++).ToString(CultureInfo.InvariantCulture);
        return NameOfValue();
    }

    private ApiException Damaged(string sentence) =>
        within is null
            ? Refusals.Invalid(null, $"The body {sentence}.", "malformed_body")
            : Refusals.Invalid(within, $"The text of {within} {sentence}.", "malformed_body");

    private static string Shorten(string name) => name.Length <= 64 ? name : name[..64] + "…";

    /// <summary>An object or a list that is being read.</summary>
    private sealed class Level(string path, bool isList)
    {
        public string Path { get; } = path;

        public bool IsList { get; } = isList;

        /// <summary>The name or number of the value within it that is being read.</summary>
        public string? Name { get; set; }

        /// <summary>Values of a list so far.</summary>
        public int Count { get; set; }
    }
}
