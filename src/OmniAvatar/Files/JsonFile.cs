using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace OmniAvatar.Files;

/// <summary>
/// Reads JSON that people write or that other programs wrote, with sentences of our own: the serializer's speak of this
/// program's types and of options that no user has.
/// </summary>
public static class JsonFile
{
    private const string NeedsTypes = "Reads types by reflection.";
    private const int NearbyLength = 20;

    /// <summary>Reads a file into a type.</summary>
    /// <param name="kind">What it is, for messages: "recipe", "speakers file".</param>
    /// <param name="path">The file; may begin with a byte order mark.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="most">Bytes that it may have.</param>
    /// <exception cref="BadInputException">It cannot be read, or is not what it should be; the sentence names the line
    /// or the field.</exception>
    [RequiresUnreferencedCode(NeedsTypes)]
    [RequiresDynamicCode(NeedsTypes)]
    public static T Read<T>(string kind, string path, JsonSerializerOptions options, long most = 1 << 20) =>
        Parse<T>(TextFile.ReadUtf8(kind, path, most), $"The {kind} {path}", options);

    /// <summary>Reads a text into a type.</summary>
    /// <param name="utf8">The text, without a byte order mark.</param>
    /// <param name="name">What to call it at the start of a sentence.</param>
    /// <param name="options">How it is written.</param>
    /// <exception cref="BadInputException">It is not what it should be; the sentence names the line or the
    /// field.</exception>
    [RequiresUnreferencedCode(NeedsTypes)]
    [RequiresDynamicCode(NeedsTypes)]
    public static T Parse<T>(ReadOnlyMemory<byte> utf8, string name, JsonSerializerOptions options)
    {
        options.MakeReadOnly(populateMissingResolver: true);
        using var document = Parse(
            utf8,
            name,
            new JsonDocumentOptions
            {
                MaxDepth = options.MaxDepth,
                CommentHandling = options.ReadCommentHandling,
                AllowTrailingCommas = options.AllowTrailingCommas,
            }
        );
        var type = options.GetTypeInfo(typeof(T));
        try
        {
            if (JsonShape.FindProblem(document.RootElement, type, "") is { } problem)
                throw Bad(name, problem, null);
            return (T)document.RootElement.Deserialize(type)!;
        }
        catch (JsonException e)
        {
            throw Bad(
                name,
                IsLibrarys(e)
                    ? $"{JsonShape.Field(e.Path?.TrimStart('$', '.') ?? "")} has a value that cannot be used"
                    : e.Message.TrimEnd('.'),
                e
            );
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            // Escapes such as \ud800 alone are found only when a text is read.
            throw Bad(name, "it has a text or a value that cannot be used", e);
        }
    }

    /// <summary>Reads a text as a document; the caller disposes it.</summary>
    /// <exception cref="BadInputException">It is not JSON; the sentence names the line.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8, string name, JsonDocumentOptions options = default)
    {
        try
        {
            return JsonDocument.Parse(utf8, options);
        }
        catch (JsonException e)
        {
            throw Bad(name, SyntaxProblem(utf8.Span, e), e);
        }
    }

    /// <summary>Whether a sentence is the serializer's own; what converters of ours say has no place added.</summary>
    private static bool IsLibrarys(JsonException e) =>
        e.Message.Contains("BytePositionInLine", StringComparison.Ordinal);

    private static string SyntaxProblem(ReadOnlySpan<byte> utf8, JsonException e)
    {
        if (e.LineNumber is not { } line)
            return "it is nested too deeply, or has a field twice";
        var rest = utf8;
        for (var skipped = 0L; skipped < line && rest.IndexOf((byte)'\n') is >= 0 and var end; skipped++)
            rest = rest[(end + 1)..];
        rest = rest[(int)Math.Min(e.BytePositionInLine ?? 0, rest.Length)..];
        var nearby = Encoding
            .UTF8.GetString(rest[..Math.Min(rest.Length, NearbyLength)])
            .Split('\n', '\r')[0]
            .Trim()
            .TrimEnd('\uFFFD');
        if (rest.Trim(" \t\r\n"u8).IsEmpty)
            return $"line {line + 1} ends before the JSON does";
        return nearby.Length == 0
            ? $"line {line + 1} is not valid JSON at its end"
            : $"line {line + 1} is not valid JSON from \"{nearby}\" on";
    }

    private static BadInputException Bad(string name, string problem, Exception? cause) =>
        new($"{name} is not valid: {problem}.", cause);
}
