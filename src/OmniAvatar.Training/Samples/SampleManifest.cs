using System.Text.Json;
using System.Text.Json.Serialization;
using OmniAvatar.Diffusion.Checkpoints.Files;

namespace OmniAvatar.Training.Samples;

/// <summary>The list of a folder of samples, <c>manifest.json</c>: sizes, files and the SHA-256 of each.</summary>
internal sealed record SampleManifest
{
    public const string FileName = "manifest.json";

    /// <summary>The one form there is.</summary>
    public const int Version = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public required int Format { get; init; }

    public required SampleSizes Sizes { get; init; }

    public required SampleFile EmptyText { get; init; }

    public required IReadOnlyList<SampleEntry> Samples { get; init; }

    /// <summary>Reads a folder's list.</summary>
    /// <exception cref="BadInputException">There is none, or it is not what it should be.</exception>
    public static SampleManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) throw new BadInputException($"There is no {FileName} in {folder}, so it holds no training samples.");
        try
        {
            var manifest = JsonSerializer.Deserialize<SampleManifest>(File.ReadAllBytes(path), Json) ?? throw new JsonException("it is empty");
            return manifest.Format == Version ? manifest : throw new BadInputException($"{path} has the format {manifest.Format}; this program reads {Version}.");
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    public void Write(string folder) =>
        AtomicFile.Write(Path.Combine(folder, FileName), stream => JsonSerializer.Serialize(stream, this, Json));
}

/// <summary>A file by its path relative to the folder and the SHA-256 of its bytes, in lower-case hexadecimal.</summary>
internal sealed record SampleFile(string Path, string Sha256);

/// <summary>A sample of the list.</summary>
internal sealed record SampleEntry(SampleInfo Info, SampleFile File);
