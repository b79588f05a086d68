using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OmniAvatar.Diffusion.Checkpoints.Files;

namespace OmniAvatar.Training.Curation.Files;

/// <summary>How the files of a curated or extracted folder are written and read: <c>snake_case</c>, and nothing unknown.</summary>
internal static class CurationJson
{
    private const long MostBytes = 1L << 30;

    public static JsonSerializerOptions Strict { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
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
    public static void Write<T>(string path, T value) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, value, Strict));

    /// <exception cref="BadInputException">The file is missing, cannot be read, or is of another kind.</exception>
    public static T Read<T>(string path)
        where T : class
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes) throw new BadInputException($"{path} is larger than {MostBytes} bytes.");
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Strict) ?? throw new JsonException("it is empty");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException || FileFailure.Is(e))
        {
            throw new BadInputException($"{path} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>What an earlier run left, or null where there is nothing that can be used: then the work is done again.</summary>
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
