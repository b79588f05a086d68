using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OmniAvatar.Files;

namespace OmniAvatar.Datasets.Curation.Files;

/// <summary>How the files of a curated or extracted folder are written and read: <c>snake_case</c>, and nothing
/// unknown.</summary>
internal static class CurationJson
{
    private const long MostBytes = 1L << 30;

    public static JsonSerializerOptions Strict { get; } =
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            // Captions stay readable: these files are never part of a web page.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = true,
            MaxDepth = 16,
        };

    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    public static void Write<T>(string path, T value) =>
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, value, Strict));

    /// <exception cref="BadInputException">The file is missing, cannot be read, or is of another kind.</exception>
    public static T Read<T>(string path)
        where T : class => JsonFile.Read<T>("file", path, Strict, MostBytes);

    /// <summary>What an earlier run left, or null where there is nothing that can be used: then the work is done
    /// again.</summary>
    public static T? ReadOrNull<T>(string path)
        where T : class
    {
        try
        {
            return File.Exists(path) ? Read<T>(path) : null;
        }
        catch (BadInputException)
        {
            return null;
        }
    }
}
