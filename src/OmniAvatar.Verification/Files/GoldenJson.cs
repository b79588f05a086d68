using System.Text.Json;

namespace OmniAvatar.Verification.Files;

/// <summary>
/// A JSON value that remembers which of its fields were read, so that a field which no check read is found. Reading a
/// list or object as a whole counts for everything in it.
/// </summary>
public sealed class GoldenJson
{
    private readonly JsonElement _element;
    private readonly HashSet<string> _read;

    private GoldenJson(JsonElement element, string path, HashSet<string> read) =>
        (_element, Path, _read) = (element, path, read);

    /// <summary>Where the value lies: <c>rows[3].windows</c>; empty for the whole file.</summary>
    public string Path { get; }

    /// <summary>Whether the value is null.</summary>
    public bool IsNull => Taken().ValueKind == JsonValueKind.Null;

    /// <summary>A field of an object.</summary>
    /// <exception cref="BadInputException">It is missing.</exception>
    public GoldenJson this[string name] => Find(name) ?? throw Wrong($"has no field {name}");

    /// <summary>The items of a list.</summary>
    /// <exception cref="BadInputException">The value is not a list.</exception>
    public IEnumerable<GoldenJson> Items =>
        Require(JsonValueKind.Array)
            ._element.EnumerateArray()
            .Select((item, i) => new GoldenJson(item, $"{Path}[{i}]", _read));

    /// <summary>The fields of an object by name.</summary>
    /// <exception cref="BadInputException">The value is not an object.</exception>
    public IEnumerable<KeyValuePair<string, GoldenJson>> Fields =>
        Require(JsonValueKind.Object)
            ._element.EnumerateObject()
            .Select(property => KeyValuePair.Create(property.Name, Child(property.Name, property.Value)));

    /// <summary>Reads a file.</summary>
    /// <exception cref="BadInputException">It is missing or no JSON.</exception>
    public static GoldenJson Read(GoldenFiles files, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(files.PathOf(name)));
            return new GoldenJson(document.RootElement.Clone(), "", new HashSet<string>(StringComparer.Ordinal));
        }
        catch (JsonException e)
        {
            throw new BadInputException($"The file {name} is not JSON.", e);
        }
    }

    /// <summary>A field of an object, or null where it is missing.</summary>
    public GoldenJson? Find(string name) =>
        Require(JsonValueKind.Object)._element.TryGetProperty(name, out var value) ? Child(name, value) : null;

    /// <summary>A whole number.</summary>
    public int Integer() =>
        Taken().ValueKind == JsonValueKind.Number && _element.TryGetInt32(out var value)
            ? value
            : throw Wrong("is not a whole number");

    /// <summary>A whole number of 64 bits.</summary>
    public long Long() =>
        Taken().ValueKind == JsonValueKind.Number && _element.TryGetInt64(out var value)
            ? value
            : throw Wrong("is not a whole number");

    /// <summary>A number.</summary>
    public double Number() =>
        Taken().ValueKind == JsonValueKind.Number && _element.TryGetDouble(out var value)
            ? value
            : throw Wrong("is not a number");

    /// <summary>True or false.</summary>
    public bool Flag() =>
        Taken().ValueKind is JsonValueKind.True or JsonValueKind.False
            ? _element.GetBoolean()
            : throw Wrong("is not true or false");

    /// <summary>A text.</summary>
    public string Text()
    {
        if (Taken().ValueKind != JsonValueKind.String)
            throw Wrong("is not a text");
        try
        {
            return _element.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new BadInputException($"The field {Path} is not a valid text.", e);
        }
    }

    /// <summary>A list of whole numbers.</summary>
    public IReadOnlyList<int> Integers() => [.. Items.Select(item => item.Integer())];

    /// <summary>A list of numbers.</summary>
    public IReadOnlyList<double> Numbers() => [.. Items.Select(item => item.Number())];

    /// <summary>The value itself, all of it counted as read.</summary>
    public JsonElement Taken()
    {
        _read.Add(Path);
        return _element;
    }

    /// <summary>The fields below that nothing read.</summary>
    public IEnumerable<string> Unread()
    {
        if (_read.Contains(Path))
            return [];
        return _element.ValueKind switch
        {
            JsonValueKind.Object when _element.EnumerateObject().Any() => Fields.SelectMany(field =>
                field.Value.Unread()
            ),
            JsonValueKind.Array when _element.GetArrayLength() > 0 => Items.SelectMany(item => item.Unread()),
            _ => [Path],
        };
    }

    private GoldenJson Child(string name, JsonElement value) =>
        new(value, Path.Length == 0 ? name : $"{Path}.{name}", _read);

    /// <summary>This value, if it is of a kind. An empty list has nothing to read, so being looked at is being
    /// read.</summary>
    private GoldenJson Require(JsonValueKind kind)
    {
        if (_element.ValueKind != kind)
            throw Wrong(kind == JsonValueKind.Array ? "is not a list" : "is not an object");
        if (kind == JsonValueKind.Array && _element.GetArrayLength() == 0)
            _read.Add(Path);
        return this;
    }

    private BadInputException Wrong(string what) => new($"The field '{Path}' {what}.");
}
